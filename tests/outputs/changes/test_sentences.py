"""Each change of a fact as a sentence."""

from typing import Any

import pytest
from django.utils.translation import override

from tests.factories import make_site, make_study, make_study_change
from trials.models import StudyChange
from trials.outputs.changes.sentences import ORDER, sentences
from trials.query.changes import TOLD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

CASES: dict[str, list[tuple[Any, Any, str]]] = {
    "recruitment_status": [
        ("RECRUITING", "SUSPENDED", "Recruitment paused (was: recruiting)"),
        ("NOT_YET_RECRUITING", "RECRUITING", "Now recruiting (was: not yet recruiting)"),
        ("RECRUITING", "COMPLETED", "Completed (was: recruiting)"),
    ],
    "why_stopped": [("", "No money", "Reason for stopping: “No money” (was: not stated)")],
    "minimum_age_months": [(None, 216, "Lower age limit 18 years (was: not stated)")],
    "maximum_age_months": [
        (780, 900, "Upper age limit 75 years (was: 65 years)"),
        (780, None, "Upper age limit not stated (was: 65 years)"),
    ],
    "sex": [("FEMALE", "ALL", "Sex: all sexes (was: women)")],
    "criteria_text": [
        ("old", "new", "Eligibility criteria changed"),
        ("", "new", "Eligibility criteria added"),
        ("old", "", "Eligibility criteria removed"),
    ],
    "study_type": [("OBSERVATIONAL", "INTERVENTIONAL", "Interventional study (was: observational study)")],
    "phase": [("PHASE1", "PHASE2", "Phase 2 (was: phase 1)"), ("PHASE1", "", "Phase: not stated (was: phase 1)")],
    "allocation": [("RANDOMIZED", "NON_RANDOMIZED", "Not randomised (was: randomised)")],
    "masking": [("DOUBLE", "NONE", "Open-label (was: double-blind)")],
    "sample_size": [(242, 262, "Participants 262 (was: 242)")],
    "sample_size_type": [("ESTIMATED", "ACTUAL", "Number of participants: actual (was: planned)")],
    "start_date": [("2025-04", "2025-05-09", "Start 9 May 2025 (was: April 2025)")],
    "primary_completion_date": [("2025", "", "Primary completion not stated (was: 2025)")],
    "completion_date": [("", "2027-01", "Completion January 2027 (was: not stated)")],
    "primary_sponsor": [("Kyverna", "Novartis", "Sponsor: Novartis (was: Kyverna)")],
    "acronym": [("", "CASTLE", "Acronym: CASTLE (was: not stated)")],
    "public_title": [("Old", "New", "Title: “New” (was: “Old”)")],
    "scientific_title": [("Old", "New", "Scientific title changed")],
    "country": [(None, True, "Norway added"), (True, None, "Norway removed")],
    "country_status": [
        ("NOT_YET_RECRUITING", "RECRUITING", "In Norway: recruiting (was: not yet recruiting)"),
        ("", "RECRUITING", "In Norway: recruiting (was: not stated)"),
    ],
    "site": [(None, True, "New study site: Ullevål, Oslo"), (True, None, "Study site removed: Ullevål, Oslo")],
    "site_status": [("NOT_YET_RECRUITING", "RECRUITING", "At Ullevål, Oslo: recruiting (was: not yet recruiting)")],
    "places": [
        ([], ["Charité, Berlin, DE"], "New study site in the registry: Charité, Berlin, Germany"),
        ([], ["X", "Y, Rome, IT"], "New study sites in the registry: X; Y, Rome, Italy"),
        (["X"], [], "Study site no longer in the registry: X"),
    ],
}


def change(field: str, before: Any, after: Any, **fields: Any) -> StudyChange:
    return make_study_change(fields.pop("study", None) or make_study(), field, before, after, **fields)


def test_every_fact_has_its_sentence() -> None:
    assert set(CASES) == set(TOLD) == set(ORDER)


@pytest.mark.parametrize(
    ("field", "before", "after", "told"), [(field, *case) for field, cases in CASES.items() for case in cases]
)
def test_a_change_is_told_at_a_glance(field: str, before: Any, after: Any, told: str) -> None:
    country = "NO" if field.startswith("country") else ""
    site = make_site(name_en="Ullevål") if field.startswith("site") else None
    one = change(field, before, after, country=country, site=site)

    [found] = sentences([one], "en")

    assert str(found) == told


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("field", CASES)
def test_a_change_is_told_in_norwegian(field: str, language: str) -> None:
    before, after, english = CASES[field][0]
    country = "NO" if field.startswith("country") else ""
    site = make_site(name_en="Ullevål") if field.startswith("site") else None
    one = change(field, before, after, country=country, site=site)

    with override(language):
        [found] = sentences([one], language)

    assert str(found) not in {"", english}


def test_planned_participants_are_told_as_such() -> None:
    study = make_study(sample_size_type="ESTIMATED")
    reached = make_study(sample_size_type="ACTUAL")

    planned, actual = (change("sample_size", 242, 262, study=one) for one in (study, reached))

    assert [str(one) for one in sentences([planned], "en")] == ["Planned participants 262 (was: 242)"]
    assert [str(one) for one in sentences([actual], "en")] == ["Participants 262 (was: 242)"]


def test_participants_are_planned_where_they_were_at_that_time() -> None:
    study = make_study(sample_size_type="ACTUAL")
    size = change("sample_size", 242, 262, study=study)
    kind = change("sample_size_type", "", "ESTIMATED", study=study)

    found = [str(one) for one in sentences([size, kind], "en")]

    assert found == ["Planned participants 262 (was: 242)", "Number of participants: planned (was: not stated)"]


def test_what_befell_several_places_is_told_once() -> None:
    study = make_study()
    sites = [make_site(name_en=f"Hospital {number}") for number in range(7)]
    countries = [change("country", None, True, country=code, study=study) for code in ("US", "SE", "NO")]
    status = [change("site_status", "RECRUITING", "COMPLETED", site=site, study=study) for site in sites]

    found = [str(one) for one in sentences([*countries, *status], "en")]

    assert found == [
        "Norway, Sweden, United States added",
        f"At {'; '.join(f'Hospital {n}, Oslo' for n in range(5))} and 2 more: completed (was: recruiting)",
    ]


def test_places_added_and_dropped_at_once_are_two_sentences() -> None:
    found = [str(one) for one in sentences([change("places", ["Old"], ["New"])], "en")]

    assert found == ["New study site in the registry: New", "Study site no longer in the registry: Old"]


def test_what_a_doctor_asks_first_stands_first() -> None:
    study = make_study()
    changes = [change(field, *CASES[field][0][:2], study=study) for field in ("acronym", "phase", "recruitment_status")]

    found = [str(one) for one in sentences(changes, "en")]

    assert [one.split()[0] for one in found] == ["Recruitment", "Phase", "Acronym:"]


@pytest.mark.parametrize(
    ("field", "value"), [("recruitment_status", "PAUSED"), ("start_date", "soon"), ("maximum_age_months", "old")]
)
def test_a_value_that_is_none_of_ours_is_shown_as_it_stands(field: str, value: str) -> None:
    [found] = sentences([change(field, "", value)], "en")

    assert value.lower() in str(found).lower()


def test_words_of_a_registry_are_marked_as_english_in_a_norwegian_sentence() -> None:
    one = change("public_title", "", "CAR-T in lupus")

    with override("nb"):
        [found] = sentences([one], "nb")

    assert [part.text for part in found.parts if part.foreign == "en"] == ["CAR-T in lupus"]
    assert str(found) == "Tittel: «CAR-T in lupus» (tidligere: ikke oppgitt)"
