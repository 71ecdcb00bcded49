"""manage.py fetch_registry: records of a registry, as it sends them, to files or to parse_registry."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from trials.dates import PartialDate
from trials.management.registries import ASKED, add_query, base_url, client, day
from trials.registries import lookup
from trials.registries.base import Document, Missing, Refused, Wish


class Command(BaseCommand):
    """Asks politely, prints what comes, and names what does not."""

    help = (
        "Ask a registry for records and print them as JSON Lines, as the registry sends them: by numbers, or by query "
        "and day of the last update. CONTACT_EMAIL must be set, since registries are told who asks."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The registry, and which records."""
        parser.add_argument("registry", choices=ASKED)
        parser.add_argument("ids", nargs="*", metavar="NUMBER", help="a number of that registry")
        parser.add_argument("--since", type=day, help="only what was updated on that day or later: 2026-10-01")
        add_query(parser)

    @no_translations
    def handle(
        self, *, registry: str, ids: list[str], since: PartialDate | None, query: list[tuple[str, str]], **options: Any
    ) -> None:
        """Print every record that comes; exit code 1 when one did not."""
        wish = Wish(ids=tuple(ids), query=dict(query), updated_since=since)
        if bool(ids) == bool(query or since):
            raise CommandError("Say which records: either numbers, or --query and --since.")
        asker = client()
        missing = 0
        try:
            for record in lookup(registry).fetch(asker, base_url(registry), wish):
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
