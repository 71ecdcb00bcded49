"""What a load made and changed, on its way into the history."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from trials.actions.saving import CHANGED, MADE, keep_history, sign
from trials.models import Record

REASON = gettext_noop("Loaded from the catalogue")


class Journal:
    """The rows that one load writes, each signed once and kept in the history as it is at the end."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._made: dict[type, dict[int, Any]] = defaultdict(dict)
        self._changed: dict[type, dict[int, Any]] = defaultdict(dict)

    def about_to_change(self, row: Any) -> None:
        """Raise the version of a row that stands in the register, once a load; it is still to be written."""
        if row.pk not in self._made[type(row)] and row.pk not in self._changed[type(row)]:
            sign(row, by=None, at=self.at, reason=REASON)
            self._changed[type(row)][row.pk] = row

    def about_to_make(self, row: Any) -> None:
        """Sign a row that is not in the register yet."""
        sign(row, by=None, at=self.at, reason=REASON)

    def made(self, rows: Iterable[Any]) -> None:
        """Note rows that were just written for the first time."""
        for row in rows:
            self._made[type(row)][row.pk] = row

    def keep(self) -> None:
        """Write the history."""
        for what, noted in ((MADE, self._made), (CHANGED, self._changed)):
            for rows in noted.values():
                keep_history(list(rows.values()), what, at=self.at, reason=REASON)


SIGNED = {"version", "changed_at"}


def refold(row: Record) -> None:
    """Write the words that a row is found by anew, as saving it would."""
    row._meta.get_field("folded").pre_save(row, False)
