"""Rows of a model, whole, past what Django does for each of them: signals, and a look at every name."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

from trials.query.prepared import Prepared

Row = TypeVar("Row", bound=models.Model)


def loaded(found: models.QuerySet[Row]) -> list[Row]:
    """The rows of a question, whole, as it would give them itself: in half of the time, and without its signals."""
    return _whole(found.model, found.values_list(*_names(found.model)))


class Loaded(Generic[Row]):
    """As `loaded`, of those rows whose `by` (a primary key) is among some keys: a question put together once."""

    def __init__(self, rows: Callable[[], models.QuerySet[Row]], by: str) -> None:
        self.model = rows().model
        self._asked = Prepared(rows, by, *_names(self.model))

    def __call__(self, keys: Collection[int]) -> list[Row]:
        """The rows, in the order of the question; none, and no query, for no keys."""
        return _whole(self.model, self._asked(keys))


def _whole(kind: type[Row], found: Iterable[Sequence[Any]]) -> list[Row]:
    model: Any = kind
    names, alias = _names(model), connection.alias
    rows = []
    for values in found:
        row = model.__new__(model)
        row.__dict__.update(zip(names, values, strict=True))
        row._state = ModelState()
        row._state.adding, row._state.db = False, alias
        rows.append(row)
    return rows


@lru_cache(maxsize=256)
def _names(model: Any) -> tuple[str, ...]:
    return tuple(column.attname for column in model._meta.concrete_fields)
