"""Records that were deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from trials.models import StudySite, Versioned
from trials.outputs.history.entries import reason_in_words, who_in_words
from trials.outputs.history.names import Names
from trials.outputs.history.wording import time_in_words
from trials.query.restorable import deletions


@dataclass(frozen=True)
class DeletedRecord:
    """A record that was deleted: its key, its name, and who deleted it when and why."""

    pk: int
    name: str
    who: str
    when: str
    reason: str


def deleted_record(model: type[Versioned], pk: object) -> Any:
    """The last version of a deleted record; None when there is none, or when it stands in the register."""
    try:
        return deletions(model).filter(id=pk).first()
    except (TypeError, ValueError):
        return None


def deleted_records(rows: Iterable[Any], language: str) -> list[DeletedRecord]:
    """The records whose last versions these are, in their order."""
    rows = list(rows)
    people = User.objects.in_bulk({row.history_user_id for row in rows} - {None})
    names = record_names(rows, language)
    return [
        DeletedRecord(
            row.id,
            names[row.id],
            who_in_words(people.get(row.history_user_id), row.history_change_reason),
            time_in_words(row.history_date, language),
            reason_in_words(row.history_user_id, row.history_change_reason),
        )
        for row in rows
    ]


def record_names(rows: QuerySet[Any] | list[Any], language: str) -> dict[int, str]:
    """What deleted records were called, by key; a study at a site is called after both."""
    names = Names(language)
    at_sites = [row for row in rows if row.instance_type is StudySite]
    for row in at_sites:
        for column in ("study", "site"):
            field = StudySite._meta.get_field(column)
            names.want(field.related_model, [getattr(row, f"{column}_id")])
    names.fetch()
    return {row.id: names.record(row) for row in rows}
