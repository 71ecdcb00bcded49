"""What a person changes by hand is decided, and told where the public may have seen what was there."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from tests.factories import (
    make_person,
    make_proposal,
    make_site,
    make_study,
    make_study_site,
    make_whole_entry,
)
from trials.actions.ingest.by_hand import decided_by_hand
from trials.choices import Cause, Decision, PublicationState
from trials.models import Contact, DecidedField, Study, StudyChange

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 4, 11, tzinfo=UTC)


@pytest.fixture
def editor() -> User:
    return make_person("kari", "editor")


def test_each_fact_that_changed_is_decided_and_told(editor: User) -> None:
    here, added = make_site(), make_site()
    study = make_study(sample_size=10, phase="PHASE1", sites=[here])
    make_whole_entry(study)

    with decided_by_hand([study.pk], by=editor, at=NOON):
        Study.objects.filter(pk=study.pk).update(sample_size=12, summary_nb="Ikke fra registeret")
        study.study_sites.update(status="SUSPENDED")
        make_study_site(study, added)
        study.countries.create(country="SE")

    keys = [
        ("sample_size", "", None),
        ("country", "SE", None),
        ("site_status", "", here.pk),
        ("site", "", added.pk),
        ("site_status", "", added.pk),
    ]
    told = {change.key: (change.before, change.after) for change in StudyChange.objects.all()}
    assert sorted(map(str, keys)) == sorted(str(row.key) for row in DecidedField.objects.all())
    assert sorted(map(str, keys)) == sorted(map(str, told))
    assert told["sample_size", "", None] == (10, 12)
    assert set(StudyChange.objects.values_list("cause", "by", "at")) == {(Cause.PERSON, editor.pk, NOON)}


def test_a_study_that_no_registry_has_is_told_of_and_not_marked(editor: User) -> None:
    study = make_study()

    with decided_by_hand([study.pk], by=editor, at=NOON):
        Study.objects.update(sample_size=12)

    assert (StudyChange.objects.count(), DecidedField.objects.count()) == (1, 0)


def test_a_draft_is_marked_and_not_told_of(editor: User) -> None:
    study = make_study(publication_state=PublicationState.DRAFT)
    make_whole_entry(study)

    with decided_by_hand([study.pk], by=editor, at=NOON):
        Study.objects.update(sample_size=12)

    assert (StudyChange.objects.count(), DecidedField.objects.get().by) == (0, editor)


def test_who_writes_what_a_registry_proposed_has_decided_that(editor: User) -> None:
    study = make_study(sample_size=10)
    entry = make_whole_entry(study)
    same = make_proposal(study, "sample_size", 12, record=entry.record)
    other = make_proposal(study, "phase", "PHASE2", record=entry.record)

    with decided_by_hand([study.pk], by=editor, at=NOON):
        Study.objects.update(sample_size=12)

    same.refresh_from_db()
    other.refresh_from_db()
    assert (same.decision, same.decided_by, other.decision) == (Decision.ACCEPTED, editor, Decision.PENDING)


def test_what_is_saved_as_it_was_is_not_decided(editor: User) -> None:
    study = make_study(criteria_text="Age 18\n\nLupus\n")
    make_whole_entry(study)

    with decided_by_hand([study.pk], by=editor, at=NOON):
        Study.objects.update(version=2, criteria_text="Age 18\r\n\r\nLupus")

    assert (StudyChange.objects.count(), DecidedField.objects.count()) == (0, 0)


def test_whom_a_registry_named_is_decided_when_a_person_removes_it_and_told_to_nobody(editor: User) -> None:
    study, site = make_study(), make_site()
    place = make_study_site(study, site)
    make_whole_entry(study)
    contact = Contact.objects.create(study_site=place, role="REGISTRY", name="A Nurse", phone="55", registry="CTGOV")

    with decided_by_hand([study.pk], by=editor, at=NOON):
        contact.delete()

    assert [(one.field, one.site) for one in DecidedField.objects.all()] == [("contacts", site)]
    assert StudyChange.objects.count() == 0
