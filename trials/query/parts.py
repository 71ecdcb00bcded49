"""What a record consists of, now and in its history, and what of it can be brought back."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

from trials.models import (
    Contact,
    Outcome,
    Product,
    Publication,
    SafetyResult,
    Source,
    Study,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
    Versioned,
)

DELETED = "-"


@dataclass(frozen=True)
class Part:
    """A kind of part: `parent` is the field that leads to what it is a part of, `of`."""

    model: type[Versioned]
    parent: str
    of: type[Versioned]


# In the order they are brought back in: the source of a status before the status.
PARTS: dict[type[Versioned], tuple[Part, ...]] = {
    Study: (
        Part(Source, "study", Study),
        Part(StudyIdentifier, "study", Study),
        Part(StudyModality, "study", Study),
        Part(StudyCountry, "study", Study),
        Part(StudySite, "study", Study),
        Part(Contact, "study_site", StudySite),
    ),
    StudySite: (Part(Contact, "study_site", StudySite),),
    Product: (Part(Source, "product", Product),),
    Publication: (
        Part(Source, "publication", Publication),
        Part(Outcome, "publication", Publication),
        Part(SafetyResult, "publication", Publication),
    ),
}
PARENTS = {part.parent for parts in PARTS.values() for part in parts}

UNREAD = {"id", "version", "folded", "changed_at", "match_key"}
# The workflow of publication writes these, and it alone.
NOT_RESTORED = {"publication_state", "first_published_at"}

# Values that are one statement: brought back alone, each would stand beside what was never said with it.
TOGETHER: dict[type[Versioned], tuple[tuple[str, ...], ...]] = {
    Study: (("recruitment_status", "status_as_written", "status_as_of", "status_source"),),
    StudyCountry: (("status", "status_as_written", "status_source"),),
    StudySite: (
        ("status", "status_as_of", "status_source"),
        ("verified_at", "verified_by", "verification_method", "verified_role"),
    ),
    StudyIdentifier: (("scheme", "value"),),
}


@dataclass(frozen=True)
class Table:
    """The history of one kind of row, of one record; `part` is None for the record itself."""

    model: type[Versioned]
    part: Part | None
    rows: QuerySet[Any]


def past(model: type[Versioned]) -> Any:
    """The model that holds the history of `model`."""
    return model.history.model


def tables(model: type[Versioned], pk: int) -> list[Table]:
    """The histories that make up the one of a record: its own, then those of its parts, deleted ones too."""
    found = [Table(model, None, past(model).objects.order_by().filter(id=pk))]
    for part in PARTS.get(model, ()):
        rows = past(part.model).objects.order_by()
        if part.of is model:
            rows = rows.filter(**{f"{part.parent}_id": pk})
        else:
            between = next(one for one in PARTS[model] if one.model is part.of)
            owners = past(part.of).objects.order_by().filter(**{f"{between.parent}_id": pk})
            rows = rows.filter(**{f"{part.parent}_id__in": owners.values("id")})
        found.append(Table(part.model, part, rows))
    return found


def with_row_before(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows of a history, each with `before_id`: the key of the row that it took the place of, None for the first.

    Rows are kept in the order they were written in, under the lock of what they tell of; clocks may differ.
    """
    earlier: QuerySet[Any] = rows.model.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    found: QuerySet[Any] = rows.annotate(before_id=Subquery(earlier.order_by("-history_id").values("history_id")[:1]))
    return found


def fields_read(model: type[Versioned], *, as_part: bool) -> list[Any]:
    """The columns of `model` that say something to a person; not what a part belongs to, which goes without saying."""
    unread = UNREAD | (PARENTS if as_part else set())
    return [field for field in model._meta.concrete_fields if field.name not in unread]


def lists_read(model: type[Versioned]) -> list[Any]:
    """The many-to-many fields of `model` that its history keeps."""
    return list(past(model)._history_m2m_fields)


def can_restore(record: models.Model | None, field: Any) -> bool:
    """Whether a former value of the field may come back: what a form could write, and what no workflow owns.

    The address of a study that was once public stays: others have kept it.
    """
    if record is None or not field.editable or field.name in NOT_RESTORED:
        return False
    return not (field.name == "slug" and isinstance(record, Study) and record.has_fixed_address)


def together(model: type[Versioned], name: str) -> tuple[str, ...]:
    """The names of the columns that are brought back with the one of this name, itself among them."""
    return next((group for group in TOGETHER.get(model, ()) if name in group), (name,))


def undone(now: list[Any], before: list[Any], after: list[Any]) -> list[Any]:
    """A list with one former change taken back, and every later change kept."""
    kept = [one for one in now if one in before or one not in after]
    return kept + [one for one in before if one not in after and one not in kept]
