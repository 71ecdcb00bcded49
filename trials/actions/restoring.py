"""Former values, parts and records brought back, as any other change: checked, signed, and itself in the history."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils.translation import gettext as _

from trials.actions.public_change import public_change, touch
from trials.actions.refusals import CannotRestore, Fault, check, check_reason, missing_fault, refuse_former_address
from trials.actions.saving import sign
from trials.choices import PublicationState, RecruitmentStatus
from trials.models import Study, StudySite, Versioned
from trials.models.study_site import ENDED
from trials.query.completeness import Fact, lacking
from trials.query.parts import PARTS, Part
from trials.query.restorable import (
    Former,
    former_columns,
    former_links,
    gone_references,
    links_when_deleted,
    lost_with,
    still_there,
)


class ChangedMeanwhileError(Exception):
    """Somebody changed the record after the person saw it; nothing was written."""


@dataclass(frozen=True)
class Seen:
    """The versions that the person saw: of the record, and of the part that is to be changed (0 for none)."""

    record: int
    part: int = 0


@dataclass(frozen=True)
class Signature:
    """Who brings something back, when and why."""

    by: User
    at: datetime
    reason: str

    def put_on(self, row: Versioned) -> None:
        """Sign a row about to be saved."""
        sign(row, by=self.by, at=self.at, reason=self.reason)


def restore(former: Former, *, seen: Seen, by: User, at: datetime, reason: str) -> None:
    """Bring a former value, list or part back.

    ChangedMeanwhileError when the record is not as the person saw it; CannotRestore, with every fault, when the
    result would break a rule of the register. Then nothing is written.
    """
    signature = _signature(by, at, reason)
    with _all_or_nothing():
        record = _locked(type(former.record), former.record.pk)
        part = _locked(former.model, former.row.id) if former.is_part else None
        if record is None or (record.version, getattr(part, "version", 0)) != (seen.record, seen.part):
            raise ChangedMeanwhileError
        former = Former(record, former.model, former.row, former.changed, former.field)
        lacked = _lacks(record)
        touch([record])
        if former.field is None:
            _bring_back_part(former, part, signature)
        else:
            _restore_field(former, part or record, signature)
        if lacked is not None:
            _refuse_new_gaps(record, lacked)
        touch([record])  # once more: it may be of another study by now


def bring_back(model: type[Versioned], deletion: Any, *, by: User, at: datetime, reason: str) -> Any:
    """Bring a deleted record back, under its old key, with its links and the parts deleted with it; a study as draft.

    `deletion` is the last version in its history. Gives the record; CannotRestore, with every fault, when it cannot be.
    """
    signature = _signature(by, at, reason)
    with _all_or_nothing():
        if _locked(model, deletion.id) is not None:
            raise CannotRestore([Fault(_("It stands in the register already."), model, deletion.id)])
        refuse_former_address(model, deletion)
        parts = lost_with(model, deletion)
        returning = {(part.model, row.id) for part, row in parts}
        record = _again(model, deletion, returning, signature)
        late = _without_late_references(record, returning)
        if isinstance(record, Study):
            record.publication_state = PublicationState.DRAFT
        check(record)
        record.save(force_insert=True)
        for links, pks in links_when_deleted(model, deletion).items():
            getattr(record, links.name).set(still_there(links.related_model, pks))
        _bring_back_parts(parts, signature)
        if late:
            for column, pk in late.items():
                setattr(record, column, pk)
            check(record)
            record.save()
        touch([record])
        return record


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """What another writes at the same moment may break a constraint after all checks passed."""
    try:
        with public_change():
            yield
    except IntegrityError as error:
        raise CannotRestore([Fault(_("It collides with what somebody just wrote. Try again."))]) from error


def _signature(by: User, at: datetime, reason: str) -> Signature:
    return Signature(by, at, check_reason(reason))


def _locked(model: Any, pk: int) -> Any:
    return model._default_manager.select_for_update().filter(pk=pk).first()


def _restore_field(former: Former, row: Any, signature: Signature) -> None:
    columns = {} if former.is_links else former_columns(former, row)
    gone = gone_references(former.model, former.row, set(columns), set())
    if former.field in gone:
        raise CannotRestore([missing_fault(former.field, columns[former.field.name])])
    changed = False
    for name, value in columns.items():
        field: Any = former.model._meta.get_field(name)
        then = None if field in gone else value
        changed = changed or getattr(row, field.attname) != then
        setattr(row, field.attname, then)
    if not (changed or former.is_links):
        raise CannotRestore([Fault(_("It stands so in the register already."))])
    signature.put_on(row)
    check(row)
    if isinstance(row, Study) and "recruitment_status" in columns:
        _refuse_recruiting_sites(row)
    row.save()
    if former.is_links:
        _restore_links(former)
    if former.is_part:
        _sign_owners(former, row, signature)


def _restore_links(former: Former) -> None:
    now, then = former_links(former)
    model = former.field.related_model
    possible = still_there(model, then)
    if set(possible) == set(now):
        missing = [missing_fault(former.field, pk) for pk in then if pk not in possible]
        raise CannotRestore(missing or [Fault(_("It stands so in the register already."))])
    getattr(former.record, former.field.name).set(possible)


def _bring_back_part(former: Former, live: Any, signature: Signature) -> None:
    if live is not None:
        raise CannotRestore([Fault(_("It stands in the register already."))])
    parts = lost_with(former.model, former.changed)
    row = _again(former.model, former.changed, {(part.model, lost.id) for part, lost in parts}, signature)
    check(row)
    row.save(force_insert=True)
    _bring_back_parts(parts, signature)
    _sign_owners(former, row, signature)


def _bring_back_parts(parts: list[tuple[Part, Any]], signature: Signature) -> None:
    for part, lost in parts:
        row = _again(part.model, lost, set(), signature)
        check(row)
        row.save(force_insert=True)


def _again(model: Any, deletion: Any, returning: set[tuple[Any, int]], signature: Signature) -> Any:
    """A deleted row as it was, not saved; what it may do without and is gone is left out."""
    row = model(**{field.attname: getattr(deletion, field.attname) for field in deletion.tracked_fields})
    gone = gone_references(model, deletion, {field.name for field in model._meta.concrete_fields}, returning)
    needed = [field for field in gone if not field.null]
    if needed:
        raise CannotRestore([missing_fault(field, getattr(deletion, field.attname)) for field in needed])
    for field in gone:
        setattr(row, field.attname, None)
    signature.put_on(row)
    return row


def _without_late_references(record: Any, returning: set[tuple[Any, int]]) -> dict[str, Any]:
    """Take off what refers to parts that return after the record; the keys by column."""
    late = {}
    for field in record._meta.concrete_fields:
        pk = getattr(record, field.attname) if field.is_relation else None
        if (field.related_model, pk) in returning:
            late[field.attname] = pk
            setattr(record, field.attname, None)
    return late


def _sign_owners(former: Former, row: Any, signature: Signature) -> None:
    """Raise the version of what the part belongs to, up to the record: whoever has them open is told."""
    (kind,) = (part for part in PARTS[type(former.record)] if part.model is former.model)
    owner = former.record
    if kind.of is not type(owner):
        between = _locked(kind.of, getattr(row, f"{kind.parent}_id"))
        signature.put_on(between)
        between.save()
    signature.put_on(owner)
    owner.save()


def _lacks(record: Any) -> set[Fact] | None:
    """The facts that a published study lacks; None for anything else."""
    if not isinstance(record, Study) or record.publication_state != PublicationState.PUBLISHED:
        return None
    this = Study.objects.filter(pk=record.pk)
    return {fact for fact in Fact if this.filter(lacking(fact)).exists()}


def _refuse_new_gaps(record: Any, lacked: set[Fact]) -> None:
    missing = sorted((_lacks(record) or set()) - lacked)
    if missing:
        told = _("The study is published and would lack: %(fact)s. Give it that first, or withdraw the study.")
        raise CannotRestore([Fault(told % {"fact": Fact(fact).label}, Study, record.pk) for fact in missing])


def _refuse_recruiting_sites(study: Study) -> None:
    """Rule 2 of the register, seen from the study."""
    if study.recruitment_status in ENDED:
        recruiting = StudySite.objects.filter(study=study, status=RecruitmentStatus.RECRUITING).order_by("pk")
        told = _("The study would have ended while a site of it is recruiting. Change the status at the site first.")
        if faults := [Fault(told, StudySite, pk) for pk in recruiting.values_list("pk", flat=True)]:
            raise CannotRestore(faults)
