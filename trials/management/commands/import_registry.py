"""manage.py import_registry: what a registry says into the register, from the network or from files."""

import signal
import sys
import traceback
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from trials.actions.ingest.locks import AnotherRun
from trials.actions.ingest.receiving import BATCH, Order
from trials.actions.ingest.running import Report, run_import
from trials.choices import Registry, RunOutcome
from trials.dates import PartialDate
from trials.management.asking import Question
from trials.management.registries import ASKED, add_query, day
from trials.management.telling import Bar, sentences
from trials.query.freshness import last_complete_start
from trials.registries import REGISTRIES
from trials.registries.base import Refused

LAST = "last"
SOME_NOT_READ, WRONG_USAGE, ANOTHER_RUN, HELD_BACK, NOT_ANSWERED, UNFORESEEN, INTERRUPTED = 1, 2, 3, 4, 5, 6, 130

HELP = """\
Import what a registry says of studies: new ones of our kind become drafts, changes are made where no person decided,
and everything else waits for a person. The same documents again change nothing.

Without --ids, --query and --file the registry is asked for all that is ours: what the queries in the settings
(REGISTRY_QUERIES) find, and every study that we hold. ICTRP cannot be asked: it needs --file.
"""
EXIT_CODES = """\
exit codes:
  0    done
  1    done, but some documents did not come or could not be read; they are named
  2    the arguments or the settings are wrong
  3    another import of this registry is under way; nothing was done
  4    held back, nothing was written: of 20 or more documents more than 10 % could not be read, or more than 20 % of
       all published studies would change their recruitment status
  5    the registry stopped answering, or a file broke off; nothing was written
  6    an error that nobody foresaw, told with its place; what was written stays, and the next import goes on
  130  interrupted; what was written stays, and the next import goes on
"""


class Command(BaseCommand):
    """Imports, and tells the operator what happened."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The help as it is written here, with the exit codes at its end."""
        kwargs |= {"epilog": EXIT_CODES}
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The registry; what is imported; and how."""
        parser.add_argument("registry", choices=sorted(REGISTRIES))
        parser.add_argument("--ids", nargs="+", default=[], metavar="NUMBER", help="numbers, by commas or spaces")
        parser.add_argument("--file", nargs="+", default=[], metavar="FILE", help="files, plain or gzip; - for input")
        add_query(parser)
        parser.add_argument(
            "--since",
            type=lambda text: text if text == LAST else day(text),
            metavar="DATE|last",
            help="only what was updated on that day or later; last: since the day before the last good import of all",
        )
        parser.add_argument(
            "--scope", choices=("all", "ours"), default="ours", help="all: every new study is ours, whatever it is"
        )
        parser.add_argument("--dry-run", action="store_true", help="compare and count, and write nothing")
        parser.add_argument("--accept-large-change", action="store_true", help="write what would be held back")
        parser.add_argument("--batch-size", type=int, default=BATCH, metavar="N", help="documents in one transaction")

    @no_translations
    def handle(self, **options: Any) -> None:
        """Import; every end but a good one is a CommandError with its exit code."""
        order, stream = self._order(options)
        bar = Bar(sys.stderr)
        try:
            with _terminated_is_interrupted():
                report = run_import(order, stream, clock=timezone.now, progress=bar)
        except BaseException as error:
            bar.end()
            raise _told(error) from error
        bar.end()
        self._tell(order, report, options["verbosity"])

    def _order(self, options: dict[str, Any]) -> tuple[Order, Iterator[Any]]:
        since = options["since"]
        question = Question(
            registry=options["registry"],
            ids=tuple(" ".join(options["ids"]).replace(",", " ").split()),
            files=tuple(options["file"]),
            query=tuple(options["query"]),
            since=self._since_last(options["registry"]) if since == LAST else since,
        )
        _check(question, options)
        order = Order(
            registry=Registry(question.registry.upper()),
            asked=str(question),
            is_complete=question.is_of_all and since in {None, LAST},
            from_files=bool(question.files),
            takes_all=options["scope"] == "all",
            is_dry_run=options["dry_run"],
            accepts_large_change=options["accept_large_change"],
            batch_size=options["batch_size"],
        )
        return order, question.answers()

    def _since_last(self, registry: str) -> PartialDate | None:
        """The day before the last good run of all that is ours began; told where there was none."""
        began = last_complete_start(registry.upper())
        if began is None:
            self.stdout.write("No import of everything has ended well yet: everything is asked for.")
            return None
        return PartialDate.parse((began - timedelta(days=1)).date().isoformat())

    def _tell(self, order: Order, report: Report, verbosity: int) -> None:
        for problem in report.problems:
            self.stderr.write(problem)
        if verbosity > 0:
            for sentence in sentences(order.registry, report, is_dry_run=order.is_dry_run):
                self.stdout.write(sentence)
        if report.outcome == RunOutcome.HELD_BACK:
            raise CommandError("Held back: nothing was written.", returncode=HELD_BACK)
        if refused := report.counts["refused"]:
            raise CommandError(f"{refused} not read", returncode=SOME_NOT_READ)


def _told(error: BaseException) -> BaseException:
    """How a run that broke off ends the command."""
    if isinstance(error, AnotherRun):
        return CommandError(str(error), returncode=ANOTHER_RUN)
    if isinstance(error, Refused):
        return CommandError(f"Nothing was written: {error}", returncode=NOT_ANSWERED)
    if isinstance(error, KeyboardInterrupt):
        return CommandError("Interrupted. What was written stays; the next import goes on.", returncode=INTERRUPTED)
    traceback.print_exception(error)
    return CommandError("Stopped by an error. What was written stays; the next import goes on.", returncode=UNFORESEEN)


def _check(question: Question, options: dict[str, Any]) -> None:
    """CommandError for arguments that contradict each other."""
    if sum(map(bool, (question.ids, question.files, question.query or question.since))) > 1:
        raise CommandError("Say which records: numbers, or files, or --query and --since.", returncode=WRONG_USAGE)
    if question.registry not in ASKED and not question.files:
        told = f"{Registry(question.registry.upper()).label} cannot be asked: export from its portal, and give --file."
        raise CommandError(told, returncode=WRONG_USAGE)
    if options["batch_size"] < 1:
        raise CommandError("--batch-size is 1 or more.", returncode=WRONG_USAGE)


@contextmanager
def _terminated_is_interrupted() -> Iterator[None]:
    """A stop by systemd, or by kill, is as one by Ctrl-C: the run says how far it came."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
