"""How every change is signed: who, when, why, and the version it makes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import connection
from simple_history.models import HistoricalRecords
from simple_history.utils import get_m2m_field_name

from trials.models import Record, Versioned

MADE, CHANGED = "+", "~"
BATCH = 500


class Signature(NamedTuple):
    """Who changed something (primary key; nobody in person), when, and why."""

    by: int | None
    at: datetime
    reason: str


def sign(row: Versioned, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Sign a row that is about to be saved or deleted: the next version, with who changed it, when and why.

    The row's history takes all of this over when the row is saved. A new row begins with version 1.
    """
    signed: Any = row
    signed._history_user, signed._history_date, signed._change_reason = by, at, reason
    if row.pk is not None:
        row.version += 1
    if isinstance(row, Record):
        row.changed_at = at


def keep_history(rows: Sequence[Versioned], what: str, *, at: datetime, reason: str) -> None:
    """Put rows, of one model, into its history as they stand in the database, with their links.

    For rows that were written past `save()`: `what` is MADE or CHANGED. Who did it is what `sign` put on each row;
    nobody in person, where it was not signed. The database copies the rows itself, in a few statements for each BATCH.
    """
    signed: dict[Signature, list[int]] = defaultdict(list)
    for row in rows:
        one: Any = row
        who, when = getattr(one, "_history_user", None), getattr(one, "_history_date", at)
        signed[Signature(who and who.pk, when, getattr(one, "_change_reason", reason))].append(one.pk)
    for signature, pks in signed.items():
        copy_into_history(type(rows[0]), pks, what, signature)


def copy_into_history(model: Any, pks: Sequence[int], what: str, signature: Signature) -> None:
    """Put rows (primary keys) of one model, all signed alike, into its history as they stand in the database."""
    for start in range(0, len(pks), BATCH):
        _copy(model, pks[start : start + BATCH], what, signature)


def _copy(model: Any, pks: Sequence[int], what: str, signature: Signature) -> None:
    """Copy rows into the history of their model, and their links into the history of these."""
    kept = _history_of(model)
    names = {column.name for column in model._meta.concrete_fields}
    columns = [column.column for column in kept._meta.concrete_fields if column.name in names]
    own = {
        "history_user_id": signature.by,
        "history_date": connection.ops.adapt_datetimefield_value(signature.at),
        "history_change_reason": signature.reason,
        "history_type": what,
    }
    quote = connection.ops.quote_name
    copied = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        cursor.execute(  # the names are those of our own tables and columns
            f"INSERT INTO {quote(kept._meta.db_table)} ({copied}, {', '.join(map(quote, own))})"  # noqa: S608
            f" SELECT {copied}, {', '.join(['%s'] * len(own))} FROM {quote(model._meta.db_table)}"
            f" WHERE {quote(model._meta.pk.column)} IN ({', '.join(['%s'] * len(pks))}) ORDER BY 1",
            [*own.values(), *pks],
        )
    for field in kept._history_m2m_fields:
        _copy_links(field, kept, pks)


@lru_cache(maxsize=64)
def _history_of(model: Any) -> Any:
    """The model of a model's history; `history` itself makes a manager each time that it is asked."""
    return model.history.model


def _copy_links(field: Any, kept: Any, pks: Sequence[int]) -> None:
    """Copy the links of rows into the history of these, each to the newest entry of its row."""
    through, model = field.remote_field.through, HistoricalRecords.m2m_models[field]
    owner = f"{get_m2m_field_name(field)}_id"
    target = f"{field.m2m_reverse_field_name()}_id"
    quote = connection.ops.quote_name
    copied = ", ".join(map(quote, ("id", owner, target)))
    newest = f"SELECT MAX(history_id) FROM {quote(kept._meta.db_table)} kept WHERE kept.id = {owner}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(  # as above
            f"INSERT INTO {quote(model._meta.db_table)} ({copied}, history_id)"  # noqa: S608
            f" SELECT {copied}, ({newest}) FROM {quote(through._meta.db_table)}"
            f" WHERE {quote(owner)} IN ({', '.join(['%s'] * len(pks))}) ORDER BY 1",
            pks,
        )
