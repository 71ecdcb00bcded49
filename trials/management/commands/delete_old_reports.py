"""Delete error reports that were closed more than a year ago."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from trials.actions.reporting import delete_old


class Command(BaseCommand):
    """Delete error reports that were closed more than a year ago, and what was counted against floods."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them, and say how many."""
        number = delete_old(timezone.now())
        self.stdout.write(f"{number} old error reports deleted.")
