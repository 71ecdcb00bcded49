"""Who uses a thing: what would be left without it if it were deleted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import SET_NULL, Count, F, Window
from django.db.models.functions import RowNumber

from trials.query.relations import Reference, references

# As many of the rows that use a thing are named, the rest are counted.
NAMED = 50


@dataclass
class Use:
    """The rows that refer to one thing in one way: how many, and the first of them."""

    reference: Reference
    count: int = 0
    rows: list[Any] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are not among those named."""
        return self.count - len(self.rows)


def uses(things: Sequence[Any], *, named: int = NAMED) -> dict[int, list[Use]]:
    """Who uses each of `things`, of one model, by primary key; three queries for each kind of reference, at most.

    Parts of a thing are no users: they go with it. In each, at most `named` rows are named.
    """
    found: dict[int, list[Use]] = {thing.pk: [] for thing in things}
    for reference in references(type(things[0])) if things else ():
        if reference.is_use:
            for pk, use in _users(reference, list(found), named).items():
                found[pk].append(use)
    return found


def losing(things: Sequence[Any]) -> list[tuple[Reference, list[int]]]:
    """The rows, by primary key, that name one of `things` and would name none; a query for each kind of reference."""
    found = []
    for reference in references(type(things[0])) if things else ():
        if not reference.is_link and reference.field.remote_field.on_delete is SET_NULL:
            rows = reference.model._base_manager.filter(reference.to([thing.pk for thing in things]))
            found.append((reference, list(rows.order_by("pk").values_list("pk", flat=True))))
    return [(reference, pks) for reference, pks in found if pks]


def _users(reference: Reference, pks: list[int], named: int) -> dict[int, Use]:
    model, owner, target = reference.links if reference.is_link else (reference.model, "pk", reference.field.attname)
    pairs = model._base_manager.filter(**{f"{target}__in": pks})
    counts = pairs.order_by().values_list(target).annotate(number=Count("pk"))
    found = {pk: Use(reference, number) for pk, number in counts}
    if not found:
        return {}
    place = Window(RowNumber(), partition_by=F(target), order_by=F(owner).asc())
    first = pairs.annotate(place=place).filter(place__lte=named).order_by(target, owner).values_list(target, owner)
    owners: dict[int, list[int]] = defaultdict(list)
    for pk, row in first:
        owners[pk].append(row)
    rows = _rows(reference, {row for each in owners.values() for row in each})
    for pk, use in found.items():
        use.rows = [rows[row] for row in owners[pk] if row in rows]
    return found


def _rows(reference: Reference, pks: set[int]) -> dict[int, Any]:
    """The rows with what their names need, in one query."""
    rows = reference.model._base_manager.select_related(*_named_by(reference.model))
    return {row.pk: row for row in rows.filter(pk__in=pks)}


def _named_by(model: type[Any]) -> list[str]:
    """The foreign keys that a row without an address of its own is named by, such as a study and its site."""
    if any(column.name == "slug" for column in model._meta.concrete_fields):
        return []
    return [column.name for column in model._meta.concrete_fields if column.many_to_one and not column.null]
