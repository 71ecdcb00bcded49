"""manage.py load_catalogue: the starter catalogue into the register."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from trials.actions.catalogue.faults import CatalogueFaults
from trials.actions.index_whole import rebuild
from trials.actions.load_catalogue import Summary, load_catalogue
from trials.query.index.standing import is_made


class Command(BaseCommand):
    """Loads the catalogue and tells the operator what happened."""

    help = (
        "Load the starter catalogue. Everything is checked before anything is written; what a person changed "
        "in the register is never overwritten; loading the same catalogue again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The directory is the only argument."""
        parser.add_argument(
            "directory",
            nargs="?",
            type=Path,
            default=Path(apps.get_app_config("trials").path) / "catalogue",
            metavar="DIR",
            help="the directory with the catalogue's JSON files (default: the one that comes with the program)",
        )

    @no_translations
    def handle(self, *, directory: Path, verbosity: int, **options: Any) -> None:
        """Load; one line for each fault, and nothing written, when the catalogue has any."""

        def report(line: str) -> None:
            if verbosity > 0:
                self.stdout.write(line)

        try:
            summary = load_catalogue(directory, at=timezone.now(), report=report)
        except CatalogueFaults as error:
            number = len(error.faults)
            heading = "1 fault" if number == 1 else f"{number} faults"
            raise CommandError(f"Nothing was written: {heading} in {directory}\n{error}") from error
        for line in _lines(summary):
            report(line)
        if not is_made():  # a register that is older than its index, and that this catalogue did not change
            report(f"The index of studies was made anew: {rebuild()} studies.")


def _lines(summary: Summary) -> Iterator[str]:
    for kind, count in summary.counts.items():
        yield f"{kind}: {count.created} created, {count.updated} updated, {count.unchanged} unchanged"
    for heading, names in (
        ("Kept, because a person changed it", summary.kept),
        ("Not brought back, because a person deleted it", summary.deleted),
        ("Not brought back, because a person merged it", summary.merged),
        ("Left alone, because a person made it", summary.made_by_a_person),
        ("Left as it is, because the catalogue no longer has it", summary.no_longer_there),
    ):
        if names:
            yield f"{heading} ({len(names)}):"
            yield from (f"  {name}" for name in names)
    lacking = set().union(*summary.lacking.values())
    if lacking:
        yield f"Not stated by the source, in {len(lacking)} of the published studies:"
        yield from (f"  {fact.label}: {len(studies)}" for fact, studies in summary.lacking.items() if studies)
