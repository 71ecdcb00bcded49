"""What one batch of an import will write, collected first and then written in a few statements."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from trials.actions.bulk import insert, rewrite
from trials.actions.journal import SIGNED, Journal
from trials.actions.saving import sign
from trials.models import (
    Contact,
    ProposedChange,
    Record,
    Source,
    Study,
    StudyChange,
    StudyContact,
    StudyCountry,
    StudyIdentifier,
    StudySite,
)

# In the order in which they refer to each other.
_KINDS: tuple[type[Any], ...] = (Source, Study, StudyIdentifier, StudyCountry, StudySite, Contact, StudyContact)


class Work:
    """New rows and changed ones of studies that we hold, what is proposed of them, and what is told of it."""

    def __init__(self, at: datetime, reason: str, by: User | None = None) -> None:
        self.at, self.reason, self.by = at, reason, by
        self.journal = Journal(at, reason, by)
        self.changes: list[StudyChange] = []
        self.proposed: dict[int, ProposedChange] = {}
        self.settled: list[int] = []
        self._removed: list[Any] = []
        self._new: dict[type, list[Any]] = defaultdict(list)
        self._changed: dict[type, dict[int, Any]] = defaultdict(dict)
        self._columns: dict[type, set[str]] = defaultdict(set)

    def add(self, row: Any) -> None:
        """A row to make; it may still be changed."""
        self._new[type(row)].append(row)

    def replace(self, held: Iterable[Any], new: Iterable[Any]) -> None:
        """Rows that go, and others in their place."""
        self._removed += held
        for row in new:
            self.add(row)

    def change(self, row: Any, **values: Any) -> None:
        """Give a row these values; nothing is written where it has them already."""
        changed = {name: value for name, value in values.items() if not _has(row, name, value)}
        for name, value in changed.items():
            setattr(row, name, value)
        if changed and row.pk is not None:
            self._changed[type(row)][row.pk] = row
            self._columns[type(row)] |= {row._meta.get_field(name).name for name in changed}

    def remove(self, row: Any) -> None:
        """A row to delete."""
        if row is not None:
            self._removed.append(row)

    def propose(self, change: ProposedChange) -> None:
        """Ask a person about a change; the same row asks what it asks last."""
        self.proposed[id(change)] = change

    def settle(self, change: ProposedChange | None) -> None:
        """Nobody need be asked any more."""
        if change is not None and change.pk is not None:
            self.settled.append(change.pk)

    def note(self, change: StudyChange) -> None:
        """Tell of a change."""
        self.changes.append(change)

    def write(self) -> None:
        """Write it all, and the history of each row; the caller holds the transaction and the locks."""
        for kind in _KINDS:
            self._make(kind, self._new[kind])
            self._rewrite(kind, list(self._changed[kind].values()))
        for row in self._removed:
            sign(row, by=self.by, at=self.at, reason=self.reason)
            row.delete()
        proposed = list(self.proposed.values())
        ProposedChange.objects.filter(pk__in=self.settled).delete()
        asked_before = [change for change in proposed if not change._state.adding]
        insert([change for change in proposed if change._state.adding])
        ProposedChange.objects.bulk_update(asked_before, ["ours", "theirs", "record", "as_of"])
        insert(self.changes)
        self.journal.keep()

    def _make(self, kind: type[Any], rows: list[Any]) -> None:
        for row in rows:
            self.journal.about_to_make(row)
        insert(rows)
        self.journal.made(rows)

    def _rewrite(self, kind: type[Any], rows: list[Any]) -> None:
        if not rows:
            return
        names = self._columns[kind] | {"version"}
        if issubclass(kind, Record):
            names |= SIGNED | {"folded"}
        for row in rows:
            self.journal.about_to_change(row)
        rewrite(rows, names)


def _has(row: Any, name: str, value: Any) -> bool:
    held = getattr(row, name)
    return bool(held == value or (name.endswith(("_date", "as_of", "update")) and str(held or "") == str(value or "")))
