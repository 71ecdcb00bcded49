"""Make the index of studies anew."""

import sys
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from trials.actions.index_whole import rebuild
from trials.management.telling import Bar, number_of


class Command(BaseCommand):
    """Make the index of studies anew from the data, while the site runs; all of it, or nothing."""

    help = __doc__ or ""

    @no_translations
    def handle(self, *, verbosity: int, **options: Any) -> None:
        """Make it, and say how many studies are in it."""
        bar, begun = Bar(sys.stderr), monotonic()
        try:
            number = rebuild(bar.indexed)
        finally:
            bar.end()
        if verbosity > 0:
            self.stdout.write(f"{number_of(number, 'study', 'studies')} indexed in {monotonic() - begun:.1f} s.")
