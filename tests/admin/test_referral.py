"""What to check before a referral, as editors enter it: from a source of the study, which then stays."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override

from tests.admin.accounts import browser_of
from tests.admin.desk import an_editor, told, with_rows
from tests.admin.hands import form_of, page_of, send
from tests.factories import make_criterion, make_guidance, make_person, make_source, make_study, make_washout
from trials.actions.deleting import delete
from trials.actions.restoring import Seen, restore
from trials.models import EligibilityCriterion, Source, Study, WashoutGuidance, WashoutRule
from trials.query.restorable import find_former

pytestmark = pytest.mark.django_db

AT = datetime(2099, 11, 26, 9, 30, tzinfo=UTC)
CRITERION = {
    "kind": "EXCLUSION",
    "theme": "INFECTION",
    "text_nb": "Ingen pågående infeksjon",
    "text_en": "No ongoing infection",
    "quote": "Active infection.",
}
WASHOUT = {"drug_class": "BELIMUMAB", "minimum_days": "28", "anchor": "LEUKAPHERESIS", "quote": "Within 28 days."}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def editor() -> Client:
    return an_editor()


def test_criteria_and_washouts_are_entered_on_the_study_and_signed(editor: Client) -> None:
    study = make_study()
    source = str(study.sources.get().pk)
    form = with_rows(form_of(editor, study), "criteria", CRITERION | {"source": source})
    form = with_rows(form, "washouts", WASHOUT | {"source": source})

    answer = send(editor, study, form, reason="Read the protocol")

    assert told(answer) == {}
    assert EligibilityCriterion.objects.get().history.get().history_change_reason == "Read the protocol"
    assert WashoutRule.objects.get().history.get().history_change_reason == "Read the protocol"


@pytest.mark.parametrize(("rows", "row"), [("criteria", CRITERION), ("washouts", WASHOUT)])
def test_the_source_is_one_of_the_studys_own(editor: Client, rows: str, row: dict[str, str]) -> None:
    study, other = make_study(), make_study()
    form = with_rows(form_of(editor, study), rows, row | {"source": str(other.sources.get().pk)})

    answer = send(editor, study, form)

    assert told(answer) == {f"{rows}-0-source": ["Choose one of the study's own sources. Save a new one first."]}


def test_a_criterion_rests_on_words_of_its_source_and_names_no_patient(editor: Client) -> None:
    study = make_study()
    row = CRITERION | {"source": str(study.sources.get().pk), "quote": "", "text_en": "Born 010190 00198? 01019000198"}

    answer = send(editor, study, with_rows(form_of(editor, study), "criteria", row))

    assert set(told(answer)) >= {"criteria-0-quote"}
    assert not EligibilityCriterion.objects.exists()


def test_a_source_that_something_rests_on_stays_and_what_rests_on_it_is_named(editor: Client) -> None:
    study = make_study()
    source = study.sources.get()
    make_criterion(study)
    make_washout(study)

    answer = send(editor, study, form_of(editor, study), **{"sources-0-DELETE": "on"})

    kept = (
        "The source “ClinicalTrials.gov” cannot be deleted, because this rests on it: "
        "Criteria to check (source): Ingen pågående infeksjon; Washouts of the study (source): Belimumab: 28. "
        "Give that another source or delete it, save, and then delete the source."
    )
    assert told(answer) == {"sources": [kept]}
    assert Source.objects.get() == source


def test_a_source_that_nothing_rests_on_goes(editor: Client) -> None:
    study = make_study(sources=0)
    make_criterion(study, source=make_source(study=study))
    spare = make_source(study=study)

    answer = send(editor, study, form_of(editor, study), **{"sources-1-DELETE": "on"})

    assert told(answer) == {}
    assert not Source.objects.filter(pk=spare.pk).exists()


def test_criteria_go_with_their_study_and_its_sources(editor: Client) -> None:
    study = make_study(publication_state="DRAFT")
    make_criterion(study)
    make_washout(study)

    delete([study], by=None, at=AT, reason="Entered twice")

    assert not Study.objects.exists()
    assert EligibilityCriterion.history.first().history_change_reason == "Entered twice"


def test_a_deleted_criterion_comes_back_on_its_source() -> None:
    study = make_study()
    make_criterion(study).delete()
    last = EligibilityCriterion.history.latest("history_id").history_id

    former = find_former(study, "eligibilitycriterion", last, last, "part")
    assert former is not None
    restore(former, seen=Seen(study.version), by=make_person(), at=AT, reason="Deleted by mistake")

    assert EligibilityCriterion.objects.get().source == study.sources.get()


@pytest.mark.parametrize(("role", "status"), [("coordinator", 403), ("editor", 200), ("administrator", 200)])
def test_general_guidance_is_written_by_editors(role: str, status: int) -> None:
    answer = browser_of(make_person("kari", role)).get(page_of(WashoutGuidance, "add"))

    assert answer.status_code == status


def test_a_coordinator_reads_criteria_and_guidance_and_writes_none() -> None:
    study = make_study()
    make_criterion(study)
    guidance = make_guidance()
    browser = browser_of(make_person("kari", "coordinator"))

    page = cast(HttpResponse, browser.get(page_of(Study, "change", study.pk)))

    assert b"Active infection at screening." in page.content
    assert b'name="criteria-0-quote"' not in page.content
    assert b"criteria-0-DELETE" not in page.content
    assert browser.get(page_of(WashoutGuidance, "change", guidance.pk)).status_code == 200
    assert browser.post(page_of(WashoutGuidance, "delete", guidance.pk), {"post": "yes"}).status_code == 403


def test_guidance_leads_to_a_page_of_the_web(editor: Client) -> None:
    guidance = make_guidance()

    answer = send(editor, guidance, form_of(editor, guidance), url="ftp://example.org/x")

    assert "url" in told(answer)
