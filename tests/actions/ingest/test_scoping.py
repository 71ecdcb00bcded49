"""What a person says of a record: ours or not, a study that we have or a new one."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from tests.factories import make_person, make_site, make_study, make_whole_entry
from trials.actions.ingest.matching import BY_TITLE
from trials.actions.ingest.names import Names
from trials.actions.ingest.ruling import Refused
from trials.actions.ingest.scoping import DecidedMeanwhile, answer_same_study, decide_scope
from trials.actions.ingest.taking import item_of
from trials.actions.ingest.writing import Batch
from trials.choices import PublicationState, Registry, Scope
from trials.models import RegistryEntry, SameStudy, Study

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOON = datetime(2026, 11, 4, 11, tzinfo=UTC)


@pytest.fixture
def editor() -> User:
    return make_person("kari", "editor")


def ask(entry: RegistryEntry, study: Study) -> SameStudy:
    return SameStudy.objects.create(entry=entry, study=study, because=BY_TITLE, asked_at=NOON)


def imported_draft() -> RegistryEntry:
    """A record of which an import made a draft."""
    entry = make_whole_entry(scope=Scope.OURS)
    batch = Batch(entry.registry, Names(), NOON, {"": entry.record})
    batch.place_again(item_of(entry), entry)
    batch.write()
    return entry


def test_an_unsure_record_that_is_ours_becomes_a_draft(editor: User) -> None:
    site = make_site(name_en="Charite", city="Berlin", country="DE")
    entry = make_whole_entry(
        facts={"public_title": "CAR-T in myositis", "sites": [["Charité", "Berlin", "DE", "RECRUITING"]]}
    )

    decide_scope(entry.pk, True, seen=1, by=editor, at=NOON, reason="Myositis is ours.")

    entry.refresh_from_db()
    study = Study.objects.get()
    assert (entry.scope, entry.study, entry.decided_by, entry.decided_at) == (Scope.OURS, study, editor, NOON)
    assert (study.public_title, study.publication_state) == ("CAR-T in myositis", PublicationState.DRAFT)
    assert (study.study_sites.get().site, study.history.get().history_user) == (site, editor)


def test_a_rejected_record_is_taken_in_again(editor: User) -> None:
    entry = make_whole_entry(scope=Scope.NOT_OURS)

    decide_scope(entry.pk, True, seen=1, by=editor, at=NOON)

    assert Study.objects.get().registry_entries.get() == entry


def test_a_draft_that_is_not_ours_goes_with_the_reason_kept(editor: User) -> None:
    entry = imported_draft()
    second = make_whole_entry(entry.study, registry=Registry.CTIS)

    decide_scope(entry.pk, False, seen=1, by=editor, at=NOON, reason="Lymphoma alone.")

    kept = RegistryEntry.objects.values_list("scope", "study", "reason", "decided_by")
    assert list(kept.filter(pk__in=[entry.pk, second.pk])) == [(Scope.NOT_OURS, None, "Lymphoma alone.", editor.pk)] * 2
    assert not Study.objects.exists()
    assert Study.history.get(history_type="-").history_user == editor


def test_not_ours_needs_a_reason(editor: User) -> None:
    entry = make_whole_entry()

    with pytest.raises(Refused, match="Say why"):
        decide_scope(entry.pk, False, seen=1, by=editor, at=NOON)

    assert RegistryEntry.objects.get().scope == Scope.UNSURE


def test_a_study_that_was_public_or_that_a_person_made_is_not_rejected_with_its_record(editor: User) -> None:
    public, made = make_study(), make_study(publication_state=PublicationState.DRAFT)
    entries = [make_whole_entry(study) for study in (public, made)]

    for entry, told in zip(entries, ("has been public", "A person made this study"), strict=True):
        with pytest.raises(Refused, match=told):
            decide_scope(entry.pk, False, seen=1, by=editor, at=NOON, reason="No")

    assert Study.objects.count() == 2


def test_who_decides_second_is_told(editor: User) -> None:
    entry, other = make_whole_entry(), make_person("ola", "editor")
    decide_scope(entry.pk, False, seen=1, by=other, at=NOON, reason="No")

    with pytest.raises(DecidedMeanwhile) as meanwhile:
        decide_scope(entry.pk, True, seen=1, by=editor, at=NOON)

    assert (meanwhile.value.by, Study.objects.count()) == (other, 0)


def test_the_same_study_gets_the_record_and_its_numbers_and_is_compared(editor: User) -> None:
    study, other = make_study(sample_size=None, phase="PHASE1"), make_study()
    entry = make_whole_entry(
        registry=Registry.CTIS,
        registry_id="2025-500001-10-00",
        facts={"public_title": study.public_title, "sample_size": 12, "phase": "PHASE2"},
    )
    question, second = ask(entry, study), ask(entry, other)

    answer_same_study(question.pk, True, by=editor, at=NOON)

    study.refresh_from_db()
    entry.refresh_from_db()
    answers = [(one.is_same, one.decided_by) for one in SameStudy.objects.order_by("pk")]
    assert (entry.study, entry.scope, study.sample_size) == (study, Scope.OURS, 12)
    assert study.identifiers.filter(scheme="CTIS").count() == 1
    assert study.proposedchanges.get().key == ("phase", "", None)
    assert answers == [(True, editor), (False, editor)]
    with pytest.raises(DecidedMeanwhile):
        answer_same_study(second.pk, True, by=editor, at=NOON)


def test_a_record_of_no_study_that_we_have_gets_a_draft_when_the_last_question_is_answered(editor: User) -> None:
    one, other = make_study(), make_study()
    entry = make_whole_entry(scope=Scope.OURS, facts={"public_title": one.public_title})
    first, second = ask(entry, one), ask(entry, other)

    answer_same_study(first.pk, False, by=editor, at=NOON)
    between = Study.objects.count()
    answer_same_study(second.pk, False, by=editor, at=NOON)

    entry.refresh_from_db()
    assert (between, Study.objects.count()) == (2, 3)
    assert entry.study not in (None, one, other)


def test_another_study_that_nobody_said_is_ours_waits_for_that(editor: User) -> None:
    entry = make_whole_entry(scope=Scope.UNSURE)
    question = ask(entry, make_study())

    answer_same_study(question.pk, False, by=editor, at=NOON)

    entry.refresh_from_db()
    assert (entry.study, entry.scope) == (None, Scope.UNSURE)


def test_what_was_rejected_before_it_was_answered_is_drafted_when_it_is_ours_after_all(editor: User) -> None:
    study = make_study()
    entry = make_whole_entry(scope=Scope.UNSURE, facts={"public_title": study.public_title})
    answer_same_study(ask(entry, study).pk, False, by=editor, at=NOON)

    decide_scope(entry.pk, True, seen=1, by=editor, at=NOON)

    assert Study.objects.count() == 2
