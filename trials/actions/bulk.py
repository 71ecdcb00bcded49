"""Many rows into their table in the quickest way that each engine has, past `save()` and with every constraint.

Django's own `bulk_create` asks each column of each row how it is stored, through many layers, and the database parses
every value out of a statement: half of the time of an import. Here a table is asked once, PostgreSQL gets rows by COPY,
and SQLite one prepared statement.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

import msgspec
from django.db import connection, models

from trials.models.fields import Json, PartialDateField

Prepare = Callable[[Any], Any]

_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
# The same few stand in many rows.
_REMEMBERED = (PartialDateField, models.DateTimeField)
_PLAIN = frozenset({str, int, bool, type(None)})


def insert(rows: Sequence[Any]) -> None:
    """Insert rows of one model, in their order; each gets its key, unless `give_keys` gave it one.

    A row that refers to another gets that one's key first. The caller holds a transaction.
    """
    if rows:
        table = _table(type(rows[0]), connection.vendor)
        give_keys([row for row in rows if row.pk is None])
        point_again(rows)
        _put(table.name, table.columns, map(table.values, rows))
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias


def give_keys(rows: Sequence[Any]) -> None:
    """Give rows of one model, that are to be inserted in this transaction, the keys that they will have."""
    if rows:
        key = type(rows[0])._meta.pk.attname
        for row, number in zip(rows, _keys(type(rows[0]), len(rows)), strict=True):
            setattr(row, key, number)


def point_again(rows: Iterable[Any]) -> None:
    """Give rows of one model the keys of those that they refer to and that had none when they were filled in."""
    for row in rows:
        for name, attribute in _foreign_keys(type(row)):
            other = row._state.fields_cache.get(name)
            if other is not None:
                row.__dict__[attribute] = other.pk


class _Table:
    """A table: its columns, and the values of a row as the database takes them."""

    def __init__(self, model: type[models.Model]) -> None:
        columns: list[Any] = list(model._meta.concrete_fields)
        self.name = model._meta.db_table
        self.columns = [column.column for column in columns]
        self._prepared = [(column.attname, _prepare(column)) for column in columns]
        self._made = [column for column in columns if type(column).pre_save is not models.Field.pre_save]

    def values(self, row: Any) -> list[Any]:
        """What is stored of a row."""
        for column in self._made:
            setattr(row, column.attname, column.pre_save(row, add=True))
        held = row.__dict__
        return [
            value if prepare is None and type(value) in _PLAIN else (prepare or str)(value)
            for value, prepare in [(held[name], prepare) for name, prepare in self._prepared]
        ]


@lru_cache(maxsize=256)
def _table(model: type[models.Model], vendor: str) -> _Table:
    return _Table(model)


@lru_cache(maxsize=256)
def _foreign_keys(model: type[models.Model]) -> list[tuple[str, str]]:
    columns: Any = model._meta.concrete_fields
    return [(column.name, column.attname) for column in columns if column.many_to_one]


def _prepare(column: Any) -> Prepare | None:
    """How a column makes of a value what is stored; None where plain values are stored as they are."""
    if isinstance(column, Json):
        return _json
    prepare: Prepare = partial(column.get_db_prep_save, connection=connection)
    if isinstance(column, _REMEMBERED):
        return lru_cache(maxsize=4096)(prepare)
    return None if isinstance(column, _AS_IT_IS) else prepare


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _keys(model: type[models.Model], count: int) -> list[int]:
    """The next keys of a table. SQLite: nobody else writes before this transaction ends."""
    table, key = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [_quote(table), key, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + 1 + count))


def _put(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    into = f"{_quote(table)} ({', '.join(map(_quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            # The names are those of our own tables and columns.
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", list(rows))  # noqa: S608


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
