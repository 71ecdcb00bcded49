"""Many rows into their table in the quickest way that each engine has, past `save()` and with every constraint.

Django's own `bulk_create` asks each column of each row how it is stored, through many layers, and the database parses
every value out of a statement: half of the time of an import. Here a table is asked once, PostgreSQL gets rows by COPY,
and SQLite one prepared statement.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

import msgspec
from django.db import connection, models
from django.db.models.base import ModelState

from trials.models.fields import Json, PartialDateField

Prepare = Callable[[Any], Any]
Row = TypeVar("Row", bound=models.Model)

_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
# The same few stand in many rows.
_REMEMBERED = (PartialDateField, models.DateTimeField)


def make_room() -> None:
    """Let SQLite hold the pages of a large transaction in memory until it ends.

    Of 2 MB, its default, it writes pages out while they are still being filled, and reads them again.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -16000")


def insert(rows: Sequence[Any]) -> None:
    """Insert rows of one model, in their order; each gets its key, unless it has one of `new_keys`.

    A row that refers to another gets that one's key first. The caller holds a transaction.
    """
    if rows:
        table = _table(rows[0].__class__, connection.vendor)
        key_name = table.model._meta.pk.attname
        keyless = [row for row in rows if row.__dict__[key_name] is None]
        for row, key in zip(keyless, new_keys(table.model, len(keyless)), strict=True):
            row.__dict__[key_name] = key
        point_again(rows)
        _insert(table.name, table.columns, table.values(rows, table.columns))
        alias = connection.alias
        for row in rows:
            row._state.adding, row._state.db = False, alias


def insert_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows given as the values of these columns (names of attributes), as the database stores them."""
    columns = {column.attribute: column for column in _table(model, connection.vendor).columns}
    if rows:
        _insert(model._meta.db_table, [columns[name] for name in names], rows)


def made(model: type[Row], **values: Any) -> Row:
    """A row of a model with these values, by the names of its columns' attributes, and its defaults otherwise.

    What it refers to is given by its key. Many times as fast as to ask the model, which looks up every name and sends
    signals that nobody here hears.
    """
    kind: Any = model
    plain, called = _defaults(kind)
    row = model.__new__(model)
    held = row.__dict__
    held.update(plain, **values)
    if len(held) > len(plain):
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(values.keys() - plain.keys()))}")
    for name, default in called:
        if name not in values:
            held[name] = default()
    row._state = ModelState()
    return row


def new_keys(model: Any, count: int) -> Iterator[int]:
    """Keys for rows that are to be inserted in this transaction."""
    return iter(_keys(model, count) if count else [])


def rewrite(rows: Sequence[Any], names: Collection[str]) -> None:
    """Write these fields of rows of one model that are held, whole and locked."""
    if rows:
        table = _table(rows[0].__class__, connection.vendor)
        point_again(rows)
        key, *columns = table.of_fields(names)
        values = table.values(rows, [*columns, key])
        (_update_by_copy if connection.vendor == "postgresql" else _update)(table.name, [*columns, key], values)


def point_again(rows: Iterable[Any]) -> None:
    """Give rows of one model the keys of those that they refer to and that had none when they were filled in."""
    for row in rows:
        # Django makes the cache when something is put into it.
        for name, other in row._state.__dict__.get("fields_cache", {}).items():
            if other is not None and (attribute := _foreign_keys(row.__class__).get(name)):
                row.__dict__[attribute] = other.pk


class _Column(NamedTuple):
    """A column of a table: its field, its attribute of a row, and how its values are stored."""

    name: str
    field: Any
    attribute: str
    prepare: Prepare | None
    is_made: bool


class _Table:
    """A table: its columns, and the values of a row as the database takes them."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model, self.name = model, model._meta.db_table
        self.columns = [_column(field) for field in model._meta.concrete_fields]

    def of_fields(self, names: Collection[str]) -> list[_Column]:
        """The columns of these fields, the key first."""
        fields = [column for column in self.columns if column.field.name in names]
        return [next(column for column in self.columns if column.field.primary_key), *fields]

    def values(self, rows: Sequence[Any], columns: Sequence[_Column]) -> list[list[Any]]:
        """What is stored of rows."""
        for column in columns:
            if column.is_made:
                for row in rows:
                    setattr(row, column.attribute, column.field.pre_save(row, row._state.adding))
        held = itemgetter(*[column.attribute for column in columns])
        stored = [list(held(row.__dict__)) for row in rows]
        for place, column in enumerate(columns):
            if prepare := column.prepare:
                for values in stored:
                    values[place] = prepare(values[place])
        return stored


def _column(field: Any) -> _Column:
    is_of_model = type(field).pre_save is models.Field.pre_save
    is_time = isinstance(field, models.DateField) and not (field.auto_now or field.auto_now_add)
    is_made = not is_of_model and not is_time
    return _Column(field.column, field, field.attname, _prepare(field), is_made)


@lru_cache(maxsize=256)
def _table(model: Any, vendor: str) -> _Table:
    return _Table(model)


@lru_cache(maxsize=256)
def _defaults(model: Any) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The defaults of a model's columns, in their order; and, apart, those that are made for each row."""
    columns: Any = model._meta.concrete_fields
    called = [
        (column.attname, column.default) for column in columns if column.has_default() and callable(column.default)
    ]
    return {column.attname: column.get_default() for column in columns}, called


@lru_cache(maxsize=256)
def _foreign_keys(model: Any) -> dict[str, str]:
    columns: Any = model._meta.concrete_fields
    return {column.name: column.attname for column in columns if column.many_to_one}


def _prepare(column: Any) -> Prepare | None:
    """How a column makes of a value what is stored; None where values are stored as they are."""
    if isinstance(column, Json):
        return _json
    prepare: Prepare = partial(column.get_db_prep_save, connection=connection)
    if isinstance(column, _REMEMBERED):
        return lru_cache(maxsize=4096)(prepare)
    return None if isinstance(column, _AS_IT_IS) else prepare


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _keys(model: Any, count: int) -> list[int]:
    """The next keys of a table, which nobody else gets. SQLite: nobody else writes before this transaction ends."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [_quote(table), key, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        first = (last[0] if last else 0) + 1
        note = (
            "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
            if last
            else "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
        )
        cursor.execute(note, [first + count - 1, table])
        return list(range(first, first + count))


def _insert(table: str, columns: Sequence[_Column], values: Sequence[Sequence[Any]]) -> None:
    into = f"{_quote(table)} ({', '.join(_quote(column.name) for column in columns)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, into, values)
        else:
            places = ", ".join(["%s"] * len(columns))
            # The names are those of our own tables and columns, here and below.
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", values)  # noqa: S608


def _update(table: str, columns: Sequence[_Column], values: Sequence[Sequence[Any]]) -> None:
    *changed, key = [f"{_quote(column.name)} = %s" for column in columns]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {_quote(table)} SET {', '.join(changed)} WHERE {key}", values)  # noqa: S608


def _update_by_copy(table: str, columns: Sequence[_Column], values: Sequence[Sequence[Any]]) -> None:
    """An UPDATE for each row costs PostgreSQL more than a copy of what changed and one UPDATE from that."""
    *changed, key = names = [_quote(column.name) for column in columns]
    new = _quote(f"new_{table}"[:60])
    with connection.cursor() as cursor:
        held = f"SELECT {', '.join(names)} FROM {_quote(table)}"  # noqa: S608
        cursor.execute(f"CREATE TEMPORARY TABLE {new} ON COMMIT DROP AS {held} WITH NO DATA")
        _copy(cursor, new, values)
        sets = ", ".join(f"{name} = {new}.{name}" for name in changed)
        cursor.execute(f"UPDATE {_quote(table)} SET {sets} FROM {new} WHERE {_quote(table)}.{key} = {new}.{key}")  # noqa: S608
        cursor.execute(f"DROP TABLE {new}")


def _copy(cursor: Any, into: str, values: Sequence[Sequence[Any]]) -> None:
    with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


@lru_cache(maxsize=1024)
def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
