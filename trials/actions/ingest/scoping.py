"""What a person says of a registry's record: whether it is for this register, and of which study it is.

The record's entry is locked first, as an import does, then its study.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from trials.actions.deleting import delete
from trials.actions.ingest.names import Names
from trials.actions.ingest.ruling import Refused
from trials.actions.ingest.taking import item_of
from trials.actions.ingest.writing import REASONS, Batch
from trials.actions.public_change import public_change
from trials.choices import Scope
from trials.models import RegistryEntry, SameStudy, Study


class DecidedMeanwhile(Exception):
    """Somebody decided it first, or the registry changed it; nothing was written. `by` is nobody for a registry."""

    def __init__(self, by: User | None, at: datetime | None) -> None:
        super().__init__(by, at)
        self.by, self.at = by, at


def made_by_import(reference: str = "pk") -> Exists:
    """The condition that the study that `reference` names was made by an import, and by no person."""
    made = Study.history.model.objects.filter(
        id=OuterRef(reference), history_type="+", history_user__isnull=True, history_change_reason__in=REASONS.values()
    )
    return Exists(made)


@public_change()
def decide_scope(entry: int, is_ours: bool, *, seen: int, by: User, at: datetime, reason: str = "") -> RegistryEntry:
    """Say whether a record is for this register, whatever was thought of it; its entry.

    Ours: a record without a study gets a draft, or is asked about where it may be one that we have. Not ours: the
    draft that an import made of it is deleted, with all records of it rejected. `seen` is the version of the entry.
    DecidedMeanwhile where it is no longer that; Refused for a study that was public or that a person made, and
    without a reason where it is not ours.
    """
    found = _locked(entry)
    if found.version != seen:
        raise DecidedMeanwhile(found.decided_by, found.decided_at or found.changed_at)
    if not is_ours:
        _reject(found, by=by, at=at, reason=reason)
        return found
    found.scope = Scope.OURS
    sign_scope([found], by=by, at=at, reason=reason)
    if found.study_id is None:
        _place(found, by=by, at=at)
    return found


@transaction.atomic
def answer_same_study(question: int, is_same: bool, *, by: User, at: datetime) -> RegistryEntry:
    """Say whether a record is of the study that it was taken for; its entry.

    Yes: it is compared with that study, and its other questions are answered no. No, and no question is left: it
    gets a draft, unless nobody has said yet that it is ours. DecidedMeanwhile where it was answered.
    """
    asked = SameStudy.objects.filter(pk=question).values_list("entry", flat=True).first()
    if asked is None:
        raise DecidedMeanwhile(None, None)
    entry = _locked(asked)
    questions = list(
        SameStudy.objects.select_for_update(of=("self",))
        .filter(entry=entry)
        .select_related("decided_by")
        .order_by("pk")
    )
    here = next(one for one in questions if one.pk == question)
    if here.is_same is not None:
        raise DecidedMeanwhile(here.decided_by, here.decided_at)
    others = [one for one in questions if one.is_same is None and one is not here]
    _answer([here], is_same, by=by, at=at)
    if is_same:
        _answer(others, False, by=by, at=at)
        sign_scope([entry], by=by, at=at, reason=entry.reason)
        _join(entry, here.study_id, by=by, at=at)
    elif not others and entry.study_id is None and entry.scope == Scope.OURS:
        batch = _batch(entry, by=by, at=at)
        batch.draft(item_of(entry), entry)
        batch.write()
    return entry


def sign_scope(entries: Sequence[RegistryEntry], *, by: User, at: datetime, reason: str) -> None:
    """Sign what was said of these locked entries: a version more, who, when and why."""
    for entry in entries:
        entry.decided_by, entry.decided_at, entry.reason = by, at, reason.strip()
        entry.version += 1
    columns = ["scope", "study", "decided_by", "decided_at", "reason", "version"]
    RegistryEntry.objects.bulk_update(entries, columns)


def _place(entry: RegistryEntry, *, by: User, at: datetime) -> None:
    """A draft of a record that has no study, unless it is asked whether it is one; what was answered is not asked."""
    answers = set(SameStudy.objects.filter(entry=entry).values_list("is_same", flat=True))
    if None in answers:
        return
    batch = _batch(entry, by=by, at=at)
    (batch.draft if answers else batch.place_again)(item_of(entry), entry)
    batch.write()


def _reject(entry: RegistryEntry, *, by: User, at: datetime, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why it is not for this register."))
    study = entry.study
    entries = [entry]
    if study is not None:
        _refuse_to_delete(study)
        entries += RegistryEntry.objects.select_for_update().filter(study=study).exclude(pk=entry.pk).order_by("pk")
    for one in entries:
        one.study, one.scope = None, Scope.NOT_OURS
    sign_scope(entries, by=by, at=at, reason=reason)
    SameStudy.objects.filter(entry__in=entries, is_same__isnull=True).delete()
    if study is not None:
        delete([study], by=by, at=at, reason=reason.strip())


def _refuse_to_delete(study: Study) -> None:
    if study.has_fixed_address:
        raise Refused(_("The study has been public: withdraw it instead, so that its page says why."))
    if not Study.objects.filter(made_by_import(), pk=study.pk).exists():
        raise Refused(_("A person made this study, not an import: delete it in the list of studies, if it must go."))


def _join(entry: RegistryEntry, study: int, *, by: User, at: datetime) -> None:
    if entry.study_id is not None:
        raise Refused(_("The record is of another study by now."))
    batch = _batch(entry, by=by, at=at)
    batch.join(item_of(entry), entry, study)
    batch.write()


def _batch(entry: RegistryEntry, *, by: User, at: datetime) -> Batch:
    # An item that was read before has no hash of its own.
    return Batch(entry.registry, Names(), at, {"": entry.record}, by)


def _answer(questions: Sequence[SameStudy], is_same: bool, *, by: User, at: datetime) -> None:
    for question in questions:
        question.is_same, question.decided_by, question.decided_at = is_same, by, at
    SameStudy.objects.bulk_update(questions, ["is_same", "decided_by", "decided_at"])


def _locked(entry: int) -> RegistryEntry:
    rows = RegistryEntry.objects.select_for_update(of=("self",)).select_related("decided_by", "study")
    return rows.defer("record__body").get(pk=entry)
