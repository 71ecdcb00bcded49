"""What the public sees of an import and of decisions is filed anew, and nothing else is."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.actions.ingest.documents import run
from tests.actions.ingest.receiving import LATER, receive
from tests.actions.ingest.test_new_studies import OURS
from tests.factories import make_person, make_proposal, make_sponsor, make_study, make_whole_entry
from tests.registries.records import ctgov
from trials.actions.ingest import showing
from trials.actions.ingest.deciding import Choice, decide, fingerprint, hand_back, mark_decided
from trials.actions.ingest.naming import name_sponsor
from trials.choices import PublicationState
from trials.models import Study
from trials.query.dataset import dataset_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOON = datetime(2026, 11, 4, 11, tzinfo=UTC)


@pytest.fixture
def filed(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The studies that were filed anew, each time."""
    calls: list[list[int]] = []

    def note(studies: Iterable[int], _named: Iterable[Any], *, is_named: bool) -> int:
        calls.append([*studies])
        return 0

    monkeypatch.setattr(showing, "changed", note)
    return calls


def publish() -> int:
    Study.objects.update(publication_state=PublicationState.PUBLISHED)
    return Study.objects.get().pk


def test_a_new_study_is_a_draft_and_filed_nowhere(filed: list[list[int]]) -> None:
    receive(ctgov(**OURS))
    receive(ctgov(**OURS, designModule__enrollmentInfo__count=20), at=LATER)

    assert Study.objects.get().publication_state == PublicationState.DRAFT
    assert filed == []


def test_a_public_study_of_which_a_registry_says_something_new_is_filed_once(filed: list[list[int]]) -> None:
    receive(ctgov(**OURS))
    study = publish()

    receive(ctgov(**OURS, designModule__enrollmentInfo__count=20), at=LATER)
    receive(ctgov(**OURS, designModule__enrollmentInfo__count=20), at=LATER)

    assert filed == [[study]]


def take_theirs(study: Study, person: Any) -> None:
    entry = make_whole_entry(study, facts={"phase": "PHASE2"})
    change = make_proposal(study, "phase", "PHASE2", ours="PHASE1", record=entry.record)
    decide(study.pk, [Choice(change.pk, fingerprint("PHASE1", "PHASE2"), takes_theirs=True)], by=person, at=NOON)


def give_back(study: Study, person: Any) -> None:
    make_whole_entry(study, facts={"phase": "PHASE2"})
    mark_decided(study.pk, ("phase", "", None), by=person, at=NOON)
    hand_back(study.pk, ("phase", "", None), by=person, at=NOON)


def name_it(study: Study, person: Any) -> None:
    entry = make_whole_entry(study, facts={"primary_sponsor": "Novartis Pharma AG"})
    name_sponsor(entry.pk, make_sponsor(name="Novartis"), by=person, at=NOON)


@pytest.mark.parametrize("decided", [take_theirs, give_back, name_it])
def test_a_decision_on_a_public_study_is_filed(decided: Callable[[Study, Any], None], filed: list[list[int]]) -> None:
    study, person = make_study(phase="PHASE1"), make_person("kari", "editor")

    decided(study, person)

    assert filed == [[study.pk]]


def test_a_run_that_ended_is_news_since_every_list_says_how_fresh_it_is() -> None:
    before = dataset_version()

    run()

    assert dataset_version() == before + 1


def test_a_dry_run_is_no_news() -> None:
    before = dataset_version()

    run(is_dry_run=True)

    assert dataset_version() == before
