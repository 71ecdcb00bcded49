"""manage.py parse_registry: files of a registry to our words, without a database."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from trials.management.registries import opened_or_stdin
from trials.registries import REGISTRIES, lookup
from trials.registries.as_json import as_json
from trials.registries.base import Reading, Refused, Registry


class Command(BaseCommand):
    """Prints what the records say; what cannot be read is named, and the others are read all the same."""

    help = (
        "Read files of a registry and print one JSON object a record to standard output. Files may be gzip and hold "
        "several records. Records that cannot be read, and warnings, go to standard error; exit code 1 if any failed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The registry, then its files."""
        parser.add_argument("registry", choices=sorted(REGISTRIES))
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")

    @no_translations
    def handle(self, *, registry: str, files: list[str], verbosity: int, **options: Any) -> None:
        """Read every file to its end; the number of failures decides the exit code."""
        failed = 0
        for file in files:
            for where, read in _readings(lookup(registry), file):
                if isinstance(read, Refused):
                    failed += 1
                    self.stderr.write(f"{where}: {read}")
                    continue
                self.stdout.write(json.dumps(as_json(read.study), ensure_ascii=False))
                if verbosity > 0:
                    for warning in read.warnings:
                        self.stderr.write(f"{where}: warning: {warning}", self.style.WARNING)
        if failed:
            raise CommandError(f"{failed} not read")


def _readings(registry: Registry, file: str) -> Iterator[tuple[str, Reading | Refused]]:
    """What each record of a file says, with the file and the place in it; a Refused for what cannot be read."""
    try:
        with opened_or_stdin(file) as source:
            for place, record in registry.split(source):
                yield f"{file}: {place}", _parsed(registry, record)
    except Refused as refused:
        yield file, refused


def _parsed(registry: Registry, record: bytes | Refused) -> Reading | Refused:
    try:
        return record if isinstance(record, Refused) else registry.parse(record)
    except Refused as refused:
        return refused
