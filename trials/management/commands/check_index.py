"""Compare the index of studies with the data."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from trials.actions.index_whole import Difference, differences
from trials.management.telling import number_of

# As many studies are named of a difference, the rest are counted.
NAMED = 20


class Command(BaseCommand):
    """Compare the index of studies with the data; exit code 1, and a line for each difference, where there are any."""

    help = __doc__ or ""

    @no_translations
    def handle(self, *, verbosity: int, **options: Any) -> None:
        """Tell each difference as it is found."""
        number = 0
        for difference in differences():
            number += 1
            self.stdout.write(_line(difference))
        if number:
            told = f"{number_of(number, 'difference')}. manage.py rebuild_index makes the index anew."
            raise CommandError(told, returncode=1)
        if verbosity > 0:
            self.stdout.write("The index is as the data.")


def _line(difference: Difference) -> str:
    """What stands otherwise under one value or word: studies by primary key."""
    otherwise = (("lacks", difference.missing), ("should not have", difference.extra))
    told = [f"{what} {_studies(pks)}" for what, pks in otherwise if pks]
    return f"{difference.kind} {difference.key}: {', '.join(told)}"


def _studies(pks: Sequence[int]) -> str:
    named = ", ".join(map(str, pks[:NAMED]))
    return f"{named} and {len(pks) - NAMED:,} more" if len(pks) > NAMED else named
