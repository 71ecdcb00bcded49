"""What one piece of work made and changed in many rows, on its way into the history."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from trials.actions.saving import CHANGED, MADE, keep_history, sign
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
        self._made: dict[type, dict[int, Any]] = defaultdict(dict)
        self._changed: dict[type, dict[int, Any]] = defaultdict(dict)

    def about_to_change(self, row: Any) -> None:
        """Raise the version of a row that stands in the register, once; it is still to be written."""
        if row.pk not in self._made[type(row)] and row.pk not in self._changed[type(row)]:
            sign(row, by=self.by, at=self.at, reason=self.reason)
            self._changed[type(row)][row.pk] = row

    def about_to_make(self, row: Any) -> None:
        """Sign a row that is not in the register yet, though it may have its key already."""
        version = row.version
        sign(row, by=self.by, at=self.at, reason=self.reason)
        row.version = version

    def made(self, rows: Iterable[Any]) -> None:
        """Note rows that were just written for the first time."""
        for row in rows:
            self._made[type(row)][row.pk] = row

    def keep(self) -> None:
        """Write the history."""
        for what, noted in ((MADE, self._made), (CHANGED, self._changed)):
            for rows in noted.values():
                keep_history(list(rows.values()), what, at=self.at, reason=self.reason)


SIGNED = {"version", "changed_at"}


def refold(row: Record) -> None:
    """Write the words that a row is found by anew, as saving it would."""
    row._meta.get_field("folded").pre_save(row, False)
