"""What an import must not do unasked: change much of the register at once, or go on where much is unreadable."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from trials.actions.ingest.held import held
from trials.actions.ingest.names import Names
from trials.actions.ingest.reading import Item
from trials.actions.ingest.updating import Update
from trials.actions.ingest.work import Work
from trials.choices import PublicationState
from trials.models import RegistryEntry, RegistryRecord, Study

# Fewer documents are what a person asked for by number.
JUDGED_FROM = 20
MOST_UNREADABLE = 0.10
MOST_STATUS_CHANGES = 0.20


def objection(counts: Mapping[str, int], status_changes: int) -> str:
    """Why a run must not be written, in a sentence; empty where it may. One query.

    `counts` are the run's `received` and `refused` documents, `status_changes` the published studies whose recruitment
    status it would change.
    """
    received, refused = counts["received"], counts["refused"]
    if received < JUDGED_FROM:
        return ""
    if refused > received * MOST_UNREADABLE:
        return f"{refused} of {received} documents could not be read, which is more than {MOST_UNREADABLE:.0%}."
    published = Study.objects.filter(publication_state=PublicationState.PUBLISHED).count()
    if status_changes > published * MOST_STATUS_CHANGES:
        return (
            f"The recruitment status of {status_changes} of {published} published studies would change, "
            f"which is more than {MOST_STATUS_CHANGES:.0%}."
        )
    return ""


def status_changes(pairs: Iterable[tuple[Item, RegistryEntry]], names: Names, at: datetime) -> set[int]:
    """The published studies (primary keys) whose recruitment status these documents would change; writes nothing.

    Each document comes with what its registry said before.
    """
    telling = [(item, entry, entry.study_id) for item, entry in pairs if entry.study_id and _may_change(item, entry)]
    with transaction.atomic():
        studies = held(study for _item, _entry, study in telling)
    found = set()
    for item, entry, pk in telling:
        study = studies[pk].study
        before = study.recruitment_status
        Update(item, studies[pk], entry.facts, RegistryRecord(), names, Work(at, "")).run()
        if study.recruitment_status != before:
            found.add(pk)
    return found


def _may_change(item: Item, entry: RegistryEntry) -> bool:
    study = entry.study
    return (
        study is not None
        and study.publication_state == PublicationState.PUBLISHED
        and study.recruitment_status != item.facts["recruitment_status"]
    )
