"""How every change is signed: who, when, why, and the version it makes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from simple_history.models import HistoricalRecords
from simple_history.utils import get_m2m_field_name

from trials.models import Record, Versioned

MADE, CHANGED = "+", "~"
BATCH = 500


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
    """Put rows, of one model, into its history as they are now, with their links; a few statements for each BATCH.

    For rows that were written past `save()`: `what` is MADE or CHANGED. Who did it is what `sign` put on each row;
    nobody in person, where it was not signed.
    """
    if not rows:
        return
    kept = rows[0].history.bulk_history_create(
        rows, update=what == CHANGED, default_date=at, default_change_reason=reason, batch_size=BATCH
    )
    for field in kept[0]._history_m2m_fields:
        _keep_links(field, {entry.id: entry for entry in kept})


def _keep_links(field: Any, entries: Mapping[int, Any]) -> None:
    through = field.remote_field.through
    owner = f"{get_m2m_field_name(field)}_id"
    target = f"{field.m2m_reverse_field_name()}_id"
    model = HistoricalRecords.m2m_models[field]
    rows = sorted(entries)
    for start in range(0, len(rows), BATCH):
        linked = through.objects.filter(**{f"{owner}__in": rows[start : start + BATCH]})
        model.objects.bulk_create(
            [
                model(history=entries[row], id=pk, **{owner: row, target: other})
                for row, other, pk in linked.order_by("pk").values_list(owner, target, "pk")
            ],
            batch_size=BATCH,
        )
