"""Questions that are put together once and asked again and again.

For a small question Django takes ten times as long to put it together as the database to answer it; and PostgreSQL
longer to plan it, which it does once for a statement that stays prepared in its session.
"""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import psycopg
from django.db import connection
from django.db.models import BinaryField, Q, QuerySet

from trials.models.among import as_one

# Stand in the statement for the keys that are asked for; no keys of rows.
_KEYS, _RANGE = [-1], range(-3, -2)


class _Cursor(psycopg.Cursor[Any]):
    """PostgreSQL's: the server binds parameters, and plans a statement once for a session."""

    def execute(self, query: Any, params: Any = None, **_options: Any) -> Any:
        """As psycopg's, which plans anew each time unless it is told."""
        return super().execute(query, params, prepare=True)


def rows_of(sql: str, params: Sequence[Any] = (), *, has_bytes: bool = False) -> list[Any]:
    """The rows that a statement finds, as the database has them; one that is asked again and again.

    Where a column `has_bytes`, the others are texts and whole numbers.
    """
    with _cursor(has_bytes) as cursor:
        cursor.execute(sql, params)
        found: list[Any] = cursor.fetchall()
    return found


def _cursor(has_bytes: bool) -> Any:
    """A cursor of Django's, so that it counts and tells what is asked; on PostgreSQL it holds one of ours."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    held: Any = _Cursor(connection.connection)
    if has_bytes:  # else they come as twice as many hexadecimal digits
        held.format = psycopg.pq.Format.BINARY
    return (connection.make_debug_cursor if connection.queries_logged else connection.make_cursor)(held)


class _Written(NamedTuple):
    """A statement and its parameters, the keys from `at` until before `end`; and how columns become values."""

    sql: str
    params: list[Any]
    at: int
    end: int
    converters: list[tuple[int, Any, Any]]
    has_bytes: bool


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
        rows = rows_of(written.sql, params, has_bytes=written.has_bytes)
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
        has_bytes = any(isinstance(one.output_field, BinaryField) for one in selected)
        return _Written(sql, list(params), at, at + len(ours), made, has_bytes)


class PreparedRanges:
    """Columns of those rows of a queryset whose `by` (bytes) lies in any of some ranges; one query each time.

    As `Prepared`, put together once for so many ranges; values, one of them bytes, come as the database has them.
    """

    def __init__(self, rows: Callable[[], QuerySet[Any]], by: str, *columns: str) -> None:
        self.rows, self.by, self.columns = rows, by, columns
        self._written = lru_cache(maxsize=32)(self._write)

    def __call__(self, ranges: Sequence[tuple[Any, Any]]) -> list[Any]:
        """The rows; none, and no query, for no range. Of a range the end is left out."""
        if not ranges:
            return []
        sql, params, field = self._written(connection.vendor, len(ranges))
        ends = [field.get_db_prep_value(end, connection) for end in chain.from_iterable(ranges)]
        return rows_of(sql, [*params, *ends], has_bytes=True)

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
