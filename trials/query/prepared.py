"""Questions that are put together once and asked again and again.

For a small question Django takes ten times as long to put it together as the database to answer it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from trials.models.among import as_one

# Stand in the statement for the keys that are asked for; no keys of rows.
_KEYS, _RANGE = [-1], range(-3, -2)


class _Written(NamedTuple):
    """A statement and its parameters, the keys from `at` until before `end`; and how columns become values."""

    sql: str
    params: list[Any]
    at: int
    end: int
    converters: list[tuple[int, Any, Any]]


class Prepared:
    """Columns of those rows of a queryset whose `by` (a primary key) is among some keys; one query each time.

    The queryset is made, and put together, at the first question; it must be the same on every day and in every
    language.
    """

    def __init__(self, rows: Callable[[], QuerySet[Any]], by: str, *columns: str) -> None:
        self.rows, self.by, self.columns = rows, by, columns
        self._written = lru_cache(maxsize=4)(self._write)

    def __call__(self, keys: Collection[int]) -> list[Any]:
        """The rows as lists or tuples of values, in the queryset's order; none, and no query, for no keys.

        A `range` is asked for by its ends.
        """
        if not keys:
            return []
        written = self._written(connection.vendor, isinstance(keys, range))
        params = [*written.params[: written.at], *_as_parameters(keys), *written.params[written.end :]]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            rows: list[Any] = cursor.fetchall()
        found = [*map(list, rows)] if written.converters else rows
        for place, converts, expression in written.converters:
            for row in found:
                for convert in converts:
                    row[place] = convert(row[place], expression, connection)
        return found

    def _write(self, _vendor: str, is_range: bool) -> _Written:
        keys: Collection[int] = _RANGE if is_range else _KEYS
        asked = self.rows().filter(**{f"{self.by}__among": keys}).values_list(*self.columns)
        compiler = asked.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        ours = _as_parameters(keys)
        at = list(params).index(ours[0])
        selected = [one for one, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(selected)
        made = [(place, converts, expression) for place, (converts, expression) in converters.items()]
        return _Written(sql, list(params), at, at + len(ours), made)


class PreparedRanges:
    """Columns of those rows of a queryset whose `by` (bytes) lies in any of some ranges; one query each time.

    As `Prepared`, put together once for so many ranges; values come as the database has them.
    """

    def __init__(self, rows: Callable[[], QuerySet[Any]], by: str, *columns: str) -> None:
        self.rows, self.by, self.columns = rows, by, columns
        self._written = lru_cache(maxsize=32)(self._write)

    def __call__(self, ranges: Sequence[tuple[Any, Any]]) -> Iterator[Sequence[Any]]:
        """The rows as they are found; none, and no query, for no range. Of a range the end is left out."""
        if not ranges:
            return
        sql, params, field = self._written(connection.vendor, len(ranges))
        ends = [field.get_db_prep_value(end, connection) for end in chain.from_iterable(ranges)]
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, [*params, *ends])
            yield from cursor

    def _write(self, _vendor: str, number: int) -> tuple[str, Sequence[Any], Any]:
        """The statement, its parameters before the ends of the ranges, and the field that these are values of."""
        rows = self.rows()
        condition = Q()
        for _at in range(number):
            condition |= Q(**{f"{self.by}__gte": b"", f"{self.by}__lt": b""})
        asked = rows.filter(condition).values_list(*self.columns).query
        sql, params = asked.get_compiler(connection=connection).as_sql()
        return sql, params[: -2 * number], rows.model._meta.get_field(self.by)


def _as_parameters(keys: Collection[int]) -> list[Any]:
    """As `models.among` hands them over."""
    if isinstance(keys, range):
        return [keys.start, keys.stop]
    return [as_one(keys, connection.vendor)]
