"""What refers to one row refers to another from now on: planned as a whole, then written."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F, Q

from trials.actions.joining import OWN, Disagreement, fill
from trials.actions.saving import BATCH, CHANGED, keep_history, sign
from trials.models import (
    DecidedField,
    FormerAddress,
    ProposedChange,
    Record,
    Study,
    StudyChange,
    StudySite,
    Versioned,
)
from trials.query.relations import Reference, references

# What refers to a thing and is led on otherwise than by its column alone.
APART: set[type[Any]] = {FormerAddress, DecidedField, ProposedChange, StudyChange}


@dataclass(frozen=True)
class Signature:
    """Who merges, when and why: the same in every row that is written."""

    by: User | None
    at: datetime
    reason: str

    def put_on(self, row: Versioned) -> None:
        """Sign a row that is about to be written."""
        sign(row, by=self.by, at=self.at, reason=self.reason)


@dataclass
class Move:
    """What moves from one row to another: rows of each model that change, and pairs of rows that become one."""

    keep: Any
    gone: Any
    changed: dict[type[Any], list[Any]] = field(default_factory=dict)
    joined: list[tuple[Any, Any]] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)


def referring(model: type[Any]) -> dict[type[Any], list[Reference]]:
    """What moves when two rows of `model` become one, by the model whose rows refer, in the order of locking.

    Columns come before links.
    """
    by_model: dict[type[Any], list[Reference]] = defaultdict(list)
    for reference in references(model):
        if reference.model not in APART:
            by_model[reference.model].append(reference)
    for refers in by_model.values():
        refers.sort(key=lambda reference: reference.is_link)
    return dict(sorted(by_model.items(), key=lambda item: item[0]._meta.label))


def plan_move(keep: Any, gone: Any) -> Move:
    """What would move, with the rows locked in one order; nothing is written. To be asked in a transaction."""
    move = Move(keep, gone)
    for model, refers in referring(type(keep)).items():
        if model is StudySite:
            move.changed[Study] = _locked_studies(refers[0], keep, gone)
        twins = _twins(model, refers, keep)
        wanted = Q()
        for reference in refers:
            wanted |= reference.to([gone.pk])
        move.changed[model] = []
        for row in model._base_manager.select_for_update(no_key=True).filter(wanted).order_by("pk"):
            twin = twins.get(_likeness(row, refers[0]))
            if twin is None:
                move.changed[model].append(row)
                continue
            move.joined.append((twin, row))
            if disagreement := fill(twin, row, by=refers[0].field.attname):
                move.disagreements.append(disagreement)
    return move


def _locked_studies(places: Reference, keep: Any, gone: Any) -> list[Study]:
    """The studies at the site that goes, locked with those at the one that stays.

    Whoever edits a study locks it before its places, and so does this: two that wait for each other never end.
    """
    at_either = StudySite.objects.filter(places.to([keep.pk, gone.pk])).values("study")
    held = list(Study.objects.select_for_update(no_key=True).filter(pk__in=at_either).order_by("pk"))
    at_gone = set(StudySite.objects.filter(places.to([gone.pk])).values_list("study", flat=True))
    return [study for study in held if study.pk in at_gone]


def _twins(model: type[Any], refers: list[Reference], keep: Any) -> dict[Any, Any]:
    """The rows of the kept thing that a row of the other may be one with, by what makes them so."""
    if _likeness(model(), refers[0]) is None:
        return {}
    rows = model._base_manager.select_for_update(no_key=True).filter(refers[0].to([keep.pk])).order_by("pk")
    return {_likeness(row, refers[0]): row for row in rows}


def _likeness(row: Any, reference: Reference) -> tuple[Any, ...] | None:
    """What two rows share that must become one: all that a constraint names beside the thing, else all they say.

    None for records with an address of their own, each of which stays.
    """
    if reference.is_link or any(column.unique and not column.primary_key for column in row._meta.concrete_fields):
        return None
    name = reference.field.name
    for constraint in row._meta.total_unique_constraints:
        if name in constraint.fields:
            others = [other for other in constraint.fields if other != name]
            break
    else:
        others = [column.name for column in row._meta.concrete_fields if column.name not in {*OWN, name}]
    return tuple(getattr(row, row._meta.get_field(other).attname) for other in others)


def carry_out(move: Move, signature: Signature) -> None:
    """Write a move: rows that become one first, then what refers, then one version for each row that changed."""
    for twin, row in move.joined:
        _join(twin, row, signature)
    for refers in referring(type(move.keep)).values():
        for reference in refers:
            (_move_links if reference.is_link else _move_column)(reference, move)
    for model, rows in move.changed.items():
        if not issubclass(model, Versioned):
            continue  # who coordinates a site is no part of what the register says, and has no history
        for row in rows:
            signature.put_on(row)
        _raise_versions(model, rows, signature.at)
        keep_history(rows, CHANGED, at=signature.at, reason=signature.reason)


def _join(twin: Any, row: Any, signature: Signature) -> None:
    """Two rows into one: what belonged to the one belongs to the other, which has been filled already."""
    parts = plan_move(twin, row)
    carry_out(parts, signature)
    before = type(twin)._base_manager.get(pk=twin.pk)
    if isinstance(row, Versioned):
        signature.put_on(row)
    row.delete()
    is_filled = any(getattr(before, each.attname) != getattr(twin, each.attname) for each in twin._meta.concrete_fields)
    if is_filled or any(parts.changed.values()):
        signature.put_on(twin)
        twin.save()


def _move_column(reference: Reference, move: Move) -> None:
    attname = reference.field.attname
    reference.model._base_manager.filter(**{attname: move.gone.pk}).update(**{attname: move.keep.pk})
    for row in move.changed[reference.model]:
        if getattr(row, attname) == move.gone.pk:
            setattr(row, reference.field.name, move.keep)


def _move_links(reference: Reference, move: Move) -> None:
    """Lead each link on, but where both were linked; and a sponsor does not collaborate with itself."""
    through, owner, target = reference.links
    links = through._default_manager
    superfluous = links.filter(**{target: move.keep.pk}).values(owner)
    if reference.field is Study._meta.get_field("collaborators"):
        own = Study.objects.filter(primary_sponsor=move.keep.pk)
        for batch in _batches([row.pk for row in move.changed[Study]]):
            links.filter(sponsor__in=[move.keep.pk, move.gone.pk], study__in=own.filter(pk__in=batch)).delete()
    links.filter(**{target: move.gone.pk, f"{owner}__in": superfluous}).delete()
    links.filter(**{target: move.gone.pk}).update(**{target: move.keep.pk})


def _raise_versions(model: type[Any], rows: Sequence[Any], at: datetime) -> None:
    values: dict[str, Any] = {"version": F("version") + 1}
    if issubclass(model, Record):
        values["changed_at"] = at
    for batch in _batches([row.pk for row in rows]):
        model._base_manager.filter(pk__in=batch).update(**values)


def _batches(pks: list[int]) -> list[list[int]]:
    return [pks[start : start + BATCH] for start in range(0, len(pks), BATCH)]
