"""manage.py fetch_registry: records of a registry, as it sends them, to files or to parse_registry."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations

from trials.dates import PartialDate
from trials.registries import lookup
from trials.registries.base import Document, Missing, Refused, Wish
from trials.registries.http import Client

BASE_URLS = {"ctgov": "CTGOV_BASE_URL", "ctis": "CTIS_BASE_URL"}


class Command(BaseCommand):
    """Asks politely, prints what comes, and names what does not."""

    help = (
        "Ask a registry for records and print them as JSON Lines, as the registry sends them: by numbers, or by query "
        "and day of the last update. CONTACT_EMAIL must be set, since registries are told who asks."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The registry, and which records."""
        parser.add_argument("registry", choices=sorted(BASE_URLS))
        parser.add_argument("ids", nargs="*", metavar="NUMBER", help="a number of that registry")
        parser.add_argument("--since", type=_day, help="only what was updated on that day or later: 2026-10-01")
        parser.add_argument(
            "--query",
            action="append",
            type=_parameter,
            default=[],
            metavar="NAME=VALUE",
            help="a parameter of the registry: query.cond=lupus (ctgov), medicalCondition=lupus (ctis)",
        )

    @no_translations
    def handle(
        self, *, registry: str, ids: list[str], since: PartialDate | None, query: list[tuple[str, str]], **options: Any
    ) -> None:
        """Print every record that comes; exit code 1 when one did not."""
        wish = Wish(ids=tuple(ids), query=dict(query), updated_since=since)
        if bool(ids) == bool(query or since):
            raise CommandError("Say which records: either numbers, or --query and --since.")
        if not settings.REGISTRY_USER_AGENT:
            raise CommandError("CONTACT_EMAIL is not set: registries are told who asks, and how to write to them.")
        client = Client(settings.REGISTRY_USER_AGENT)
        missing = 0
        try:
            for record in lookup(registry).fetch(client, getattr(settings, BASE_URLS[registry]), wish):
                missing += self._print(record)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        if missing:
            raise CommandError(f"{missing} not received")

    def _print(self, record: Document | Missing) -> int:
        """Print a record on a line of its own, or name one that did not come; how many are missing."""
        if isinstance(record, Missing):
            self.stderr.write(f"{record.registry_id}: {record.reason}")
            return 1
        # JSON has no line ends inside its texts; between them they are spaces.
        sys.stdout.buffer.write(record.body.replace(b"\r", b" ").replace(b"\n", b" ") + b"\n")
        sys.stdout.buffer.flush()
        return 0


def _day(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _parameter(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value
