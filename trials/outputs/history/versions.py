"""The versions in the history of a record that a page of it needs, fetched in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from trials.models import Versioned
from trials.query.parts import DELETED, Part, Table, lists_read, past, tables, with_row_before
from trials.query.restorable import links_of

COLUMNS = ("history_date", "history_user", "history_change_reason")
# Who changed something, where nobody in person did.
NOBODY = 0


@dataclass(frozen=True)
class Key:
    """What one entry of a history has in common: one person, one time, one reason."""

    at: datetime
    who: int | None
    reason: str | None


@dataclass(frozen=True)
class Step:
    """What one entry did to one row: `before` is None for the first version that was kept."""

    model: type[Versioned]
    part: Part | None
    before: Any
    first: Any
    last: Any

    @property
    def parent(self) -> str:
        """The column that leads to what the row is a part of."""
        return f"{self.part.parent}_id" if self.part else "id"


@dataclass
class Versions:
    """The steps of the entries of a page, and what is needed to word them.

    `links` holds the lists of the record by field and version; `live` the rows as they are now, by model and key.
    """

    steps: dict[Key, list[Step]]
    links: dict[Any, dict[int, list[int]]] = field(default_factory=dict)
    live: dict[tuple[Any, int], Any] = field(default_factory=dict)


def keys_of(
    model: type[Versioned], pk: int, who: int | None = None, since: datetime | None = None
) -> QuerySet[Any, tuple[datetime, int | None, str | None]]:
    """The keys of the entries, newest first; of one person where `who` says so, NOBODY for no person."""
    found = []
    for table in tables(model, pk):
        rows = table.rows
        if who is not None:
            rows = rows.filter(history_user=who or None) if who else rows.filter(history_user=None)
        if since is not None:
            rows = rows.filter(history_date__gte=since)
        found.append(rows.values_list(*COLUMNS))
    first, *rest = found
    return (first.union(*rest) if rest else first.distinct()).order_by(*(f"-{column}" for column in COLUMNS))


def people_of(model: type[Versioned], pk: int) -> set[int | None]:
    """Who ever changed the record or a part of it; None stands for no person."""
    first, *rest = [table.rows.values_list("history_user", flat=True) for table in tables(model, pk)]
    return set(first.union(*rest) if rest else first.distinct())


def begins_later(model: type[Versioned], pk: int) -> bool:
    """Whether the record is older than its history."""
    first = past(model).objects.filter(id=pk).order_by("history_id").values_list("history_type", flat=True).first()
    return bool(first != "+")


def versions_of(model: type[Versioned], pk: int, keys: Iterable[Key]) -> Versions:
    """What these entries did."""
    found: dict[Key, list[Step]] = {key: [] for key in keys}
    versions = Versions(found)
    for table in tables(model, pk):
        for key, step in _steps(table, set(found)):
            found[key].append(step)
    _add_links(versions, model)
    _add_live(versions)
    return versions


def _steps(table: Table, keys: set[Key]) -> list[tuple[Key, Step]]:
    rows = with_row_before(table.rows.filter(history_date__in={key.at for key in keys})).order_by("history_id")
    grouped: dict[tuple[Key, int], list[Any]] = defaultdict(list)
    for row in rows:
        key = Key(row.history_date, row.history_user_id, row.history_change_reason)
        if key in keys:
            grouped[key, row.id].append(row)
    wanted = {of_one[0].before_id for of_one in grouped.values()} - {None}
    before = past(table.model).objects.order_by().in_bulk(wanted) if wanted else {}
    return [
        (key, Step(table.model, table.part, before.get(of_one[0].before_id), of_one[0], of_one[-1]))
        for (key, _pk), of_one in grouped.items()
    ]


def _add_links(versions: Versions, model: type[Versioned]) -> None:
    own = [step for steps in versions.steps.values() for step in steps if step.part is None]
    needed = {row.history_id for step in own for row in (step.before, step.last) if row is not None}
    versions.links = {field: links_of(field, sorted(needed)) for field in lists_read(model)}


def _add_live(versions: Versions) -> None:
    wanted: dict[type[Versioned], set[int]] = defaultdict(set)
    for steps in versions.steps.values():
        for step in steps:
            wanted[step.model].add(step.last.id)
    for model, pks in wanted.items():
        versions.live |= {(model, pk): row for pk, row in model._default_manager.in_bulk(pks).items()}


def is_gone(step: Step) -> bool:
    """Whether the entry ends with the row deleted."""
    return bool(step.last.history_type == DELETED)
