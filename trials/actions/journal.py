"""What one piece of work made and changed in many rows, on its way into the history."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from trials.actions.saving import CHANGED, MADE, Signature, copy_into_history, sign
from trials.models import Record


class Journal:
    """The rows that are written, each signed once, with one time and reason, and kept in the history as they are then.

    `reason` is a message of gettext, which the history shows in the reader's language; `by` nobody in person, unless
    somebody decided it.
    """

    def __init__(self, at: datetime, reason: str, by: User | None = None) -> None:
        self.at = at
        self.reason = reason
        self.by = by
        # Primary keys.
        self._made: dict[type, set[int]] = defaultdict(set)
        self._changed: dict[type, set[int]] = defaultdict(set)

    def about_to_change(self, row: Any) -> None:
        """Raise the version of a row that stands in the register, once; it is still to be written."""
        if row.pk not in self._made[type(row)] and row.pk not in self._changed[type(row)]:
            sign(row, by=self.by, at=self.at, reason=self.reason)
            self._changed[type(row)].add(row.pk)

    def about_to_make(self, row: Any) -> None:
        """Date a row that is not in the register yet, though it may have its key already; `keep` signs its history."""
        if isinstance(row, Record):
            row.changed_at = self.at

    def made(self, rows: Iterable[Any]) -> None:
        """Note rows that were just written for the first time."""
        for row in rows:
            self._made[type(row)].add(row.pk)

    def keep(self) -> None:
        """Write the history."""
        signature = Signature(self.by.pk if self.by else None, self.at, self.reason)
        for what, noted in ((MADE, self._made), (CHANGED, self._changed)):
            for model, keys in noted.items():
                copy_into_history(model, sorted(keys), what, signature)


SIGNED = {"version", "changed_at"}


def refold(row: Record) -> None:
    """Write the words that a row is found by anew, as saving it would."""
    row._meta.get_field("folded").pre_save(row, False)
