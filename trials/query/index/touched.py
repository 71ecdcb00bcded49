"""Which studies stand otherwise in the index once something was changed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from trials.models import (
    Contact,
    DecidedField,
    EligibilityCriterion,
    FormerAddress,
    GlossaryTerm,
    Indication,
    Outcome,
    Product,
    ProposedChange,
    Publication,
    RegistryEntry,
    SafetyResult,
    SameStudy,
    Site,
    Source,
    Sponsor,
    Study,
    StudyChange,
    StudyContact,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
    Target,
    WashoutGuidance,
    WashoutRule,
)
from trials.query.tree import indication_tree

# Rows that are of one study, if of any.
OF_A_STUDY = (
    *(StudyIdentifier, StudyModality, StudyCountry, StudySite, StudyContact, Source, EligibilityCriterion, WashoutRule),
    *(StudyChange, ProposedChange, DecidedField, RegistryEntry, SameStudy),
)
# What studies share: how a study leads to it.
SHARED: dict[type[Any], tuple[str, ...]] = {
    Site: ("study_sites__site",),
    Contact: ("study_sites__contacts",),
    Sponsor: ("primary_sponsor",),
    Product: ("products",),
    Target: ("own_targets", "products__targets"),
    Indication: ("indications",),
}
# What is public, and no study is found by.
OF_NO_STUDY = (Publication, Outcome, SafetyResult, WashoutGuidance, GlossaryTerm, FormerAddress)
BATCH = 500


def studies_of(records: Iterable[Any]) -> set[int]:
    """The studies (primary keys, drafts among them) that are filed by what any of the records says.

    A part is of the study that it names, in the row as it is held; a disease is one of all studies of narrower ones.
    TypeError for a record of which nobody has said here which studies it concerns. A constant number of queries for
    each kind of record, and each BATCH of it.
    """
    found: set[int] = set()
    shared: dict[type[Any], set[int]] = defaultdict(set)
    for record in records:
        if isinstance(record, Study):
            found.add(record.pk)
        elif isinstance(record, OF_A_STUDY):
            found |= {record.study_id} if record.study_id else set()
        elif type(record) in SHARED:
            shared[type(record)].add(record.pk)
        elif not isinstance(record, OF_NO_STUDY):
            raise TypeError(f"Which studies does a change of {record._meta.label} concern?")
    return found.union(*(_sharing(model, pks) for model, pks in shared.items()))


def _sharing(model: type[Any], pks: set[int]) -> set[int]:
    wanted = sorted(_with_narrower(pks) if model is Indication else pks)
    return {
        study
        for path in SHARED[model]
        for start in range(0, len(wanted), BATCH)
        for study in Study.objects.filter(**{f"{path}__in": wanted[start : start + BATCH]}).values_list("pk", flat=True)
    }


def _with_narrower(pks: set[int]) -> set[int]:
    """The diseases and all narrower ones; one query."""
    children = indication_tree().children
    found: set[int] = set()
    waiting = [*pks]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += children.get(pk, ())
    return found
