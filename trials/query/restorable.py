"""Something that stood in the register once and may be brought back: a value, a list, a part, a whole record."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from simple_history.models import HistoricalRecords

from trials.models import Versioned
from trials.models.fields import TextListField
from trials.query.parts import (
    DELETED,
    PARTS,
    Part,
    can_restore,
    fields_read,
    lists_read,
    past,
    tables,
    together,
    undone,
)

# What goes with a record may be dated by itself, a moment before or after it.
ONE_DELETION = timedelta(seconds=10)


@dataclass(frozen=True)
class Former:
    """What one version of a record or of a part said in `field`; `field` None means a whole part that was deleted.

    `row` is that version in the history, `changed` the one in which it had become something else.
    """

    record: Any
    model: type[Versioned]
    row: Any
    changed: Any
    field: Any

    @property
    def is_part(self) -> bool:
        """Whether it is of a part of the record."""
        return not isinstance(self.record, self.model)

    @property
    def is_links(self) -> bool:
        """Whether it is a list of other records."""
        return bool(self.field and self.field.many_to_many)


def find_former(record: Any, name: str, former: int, changed: int, field: str) -> Former | None:
    """What the address of a restoration names: model, two versions in the history, field ("part" for all of it).

    None when there is no such thing in the history of the record, or when it is none that can be brought back.
    """
    for table in tables(type(record), record.pk):
        if table.model._meta.model_name == name:
            asked = table.rows.filter(Q(history_id=former) | Q(history_id=changed))
            rows = {row.history_id: row for row in asked}
            if former not in rows or changed not in rows or rows[former].id != rows[changed].id:
                return None
            found = Former(record, table.model, rows[former], rows[changed], None)
            if field == "part":
                return found if table.part and rows[changed].history_type == DELETED else None
            named = {one.name: one for one in _fields(table.model, as_part=table.part is not None)}
            if field in named and can_restore(record, named[field]):
                return Former(record, table.model, rows[former], rows[changed], named[field])
    return None


def _fields(model: type[Versioned], *, as_part: bool) -> list[Any]:
    return [*fields_read(model, as_part=as_part), *lists_read(model)]


def former_columns(former: Former, live: Any) -> dict[str, Any]:
    """The columns to write, by name of the field, as the database has them; `live` is the row as it is now.

    A list of texts has the one change taken back; later changes to it stay.
    """
    if isinstance(former.field, TextListField):
        name = former.field.name
        return {name: undone(*(getattr(one, name) for one in (live, former.row, former.changed)))}
    fields: list[Any] = [former.model._meta.get_field(name) for name in together(former.model, former.field.name)]
    return {field.name: getattr(former.row, field.attname) for field in fields}


def former_links(former: Former) -> tuple[list[int], list[int]]:
    """The primary keys that the list held now, and with the one change taken back."""
    now = list(getattr(former.record, former.field.name).order_by("pk").values_list("pk", flat=True))
    kept = links_of(former.field, [former.row.history_id, former.changed.history_id])
    return now, undone(now, kept.get(former.row.history_id, []), kept.get(former.changed.history_id, []))


def links_of(field: Any, versions: list[int]) -> dict[int, list[int]]:
    """The primary keys that a many-to-many field held, by version in the history."""
    model: Any = HistoricalRecords.m2m_models[field]
    target = f"{field.m2m_reverse_field_name()}_id"
    found: dict[int, list[int]] = {}
    for version, pk in model.objects.filter(history_id__in=versions).order_by(target).values_list("history_id", target):
        found.setdefault(version, []).append(pk)
    return found


def deletions(model: type[Versioned]) -> QuerySet[Any]:
    """The last versions of the rows of `model` that are deleted and were not brought back, newest first."""
    rows = past(model).objects
    later = rows.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    live = model._default_manager.filter(pk=OuterRef("id"))
    found: QuerySet[Any] = rows.filter(~Exists(live), ~Exists(later), history_type=DELETED)
    return found.order_by("-history_date", "-history_id")


def lost_with(model: type[Versioned], deletion: Any) -> list[tuple[Part, Any]]:
    """The parts that were deleted with a row, in the order they are brought back in; those deleted before stay so."""
    found = []
    for part in PARTS.get(model, ()):
        if part.of is model:
            for row in deletions(part.model).filter(**{f"{part.parent}_id": deletion.id}).order_by("id"):
                if _is_one_deletion(row, deletion):
                    found.append((part, row))
                    found += lost_with(part.model, row)
    return found


def _is_one_deletion(part: Any, whole: Any) -> bool:
    same_person = part.history_user_id in {whole.history_user_id, None}
    return bool(same_person and abs(whole.history_date - part.history_date) <= ONE_DELETION)


def links_when_deleted(model: type[Versioned], deletion: Any) -> dict[Any, list[int]]:
    """What a deleted record was linked to, by field: its last version before, since the links go first."""
    rows = past(model).objects.filter(id=deletion.id, history_id__lt=deletion.history_id)
    last = rows.order_by("-history_id").first()
    versions = [last.history_id] if last else []
    return {field: [pk for pks in links_of(field, versions).values() for pk in pks] for field in lists_read(model)}


def still_there(model: Any, pks: list[int]) -> list[int]:
    """Those of the primary keys that stand in the register, in their order."""
    live = set(model._default_manager.filter(pk__in=pks).values_list("pk", flat=True))
    return [pk for pk in pks if pk in live]


def gone_references(model: type[Versioned], row: Any, names: set[str], returning: set[tuple[Any, int]]) -> list[Any]:
    """The fields among `names` by which a version refers to what is not in the register, nor about to return."""
    found = []
    for field in model._meta.concrete_fields:
        pk = getattr(row, field.attname) if field.is_relation and field.name in names else None
        if pk is not None and (field.related_model, pk) not in returning and not still_there(field.related_model, [pk]):
            found.append(field)
    return found
