"""manage.py remind_coordinators: a letter to each person at a hospital for whom something waits."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from trials.actions.locks import Busy, alone
from trials.actions.reminding import remind
from trials.outputs.reminder import letter_for
from trials.query.reminders import Due, due_reminders

SOME_NOT_SENT, WRONG_SETTINGS, ANOTHER_RUN = 1, 2, 3

HELP = """\
Write to each person who belongs to a hospital of which something waits: a confirmation older than 30 days or never
given, or an expected opening that has passed. Nobody is written to more than once a week, and nobody for whom nothing
waits.
"""
EXIT_CODES = """\
exit codes:
  0    done; also where nothing waits
  1    done, but some letters could not be sent; the accounts are named, and the next run tries again
  2    no mail server, or no address to write from, in the settings (EMAIL_HOST, EMAIL_FROM); nothing was sent
  3    another run is under way; nothing was done
"""


class Command(BaseCommand):
    """Sends, and tells the operator how many were written to. It prints no address of anybody."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The help as it is written here, with the exit codes at its end."""
        parser = super().create_parser(prog_name, subcommand, **kwargs | {"epilog": EXIT_CODES})
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether anything is sent."""
        parser.add_argument("--dry-run", action="store_true", help="say who would be written to, and send nothing")

    @no_translations
    def handle(self, *, dry_run: bool, verbosity: int, **options: Any) -> None:
        """Send what is due; every end but a good one is a CommandError with its exit code."""
        at = timezone.now()
        if dry_run:
            for due in due_reminders(timezone.localdate(at)):
                self.stdout.write(f"{due.person.get_username()} ({due.language}): {_rows(len(due.rows))}")
            return
        _check_settings()
        try:
            with alone("reminders"):
                self._send_all(at, verbosity)
        except Busy as error:
            raise CommandError(
                "Another run is under way; this one has done nothing.", returncode=ANOTHER_RUN
            ) from error

    def _send_all(self, at: datetime, verbosity: int) -> None:
        sent, failed = 0, 0
        for due in due_reminders(timezone.localdate(at)):
            try:
                sent += remind(due.person, _message(due, at).send, at=at)
            except Exception as error:  # whatever went wrong with one letter, the others go out
                failed += 1
                # The text of the error may hold the address.
                self.stderr.write(f"{due.person.get_username()}: not sent ({type(error).__name__})")
        if verbosity > 0 and (sent or failed):
            self.stdout.write(f"{sent} written to.")
        if failed:
            raise CommandError(f"{failed} not sent", returncode=SOME_NOT_SENT)


def _message(due: Due, at: datetime) -> EmailMessage:
    letter = letter_for(due, timezone.localdate(at))
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": due.language}
    return EmailMessage(letter.subject, letter.body, to=[due.person.email], headers=headers)


def _check_settings() -> None:
    """CommandError where nothing could be sent."""
    missing = [
        name
        for name, value in (("EMAIL_HOST", settings.EMAIL_HOST), ("EMAIL_FROM", settings.DEFAULT_FROM_EMAIL))
        if not value
    ]
    if missing:
        told = f"Nothing was sent: set {' and '.join(missing)} (docs/operating.md says how)."
        raise CommandError(told, returncode=WRONG_SETTINGS)


def _rows(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"
