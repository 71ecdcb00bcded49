"""Where the sources of a study disagree."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories import (
    make_person,
    make_proposed_change,
    make_registry_entry,
    make_site,
    make_sponsor,
    make_study,
    make_study_site,
)
from trials.choices import Decision
from trials.dates import PartialDate
from trials.models import DecidedField, Study, StudyCountry
from trials.outputs.disagreements import disagreements
from trials.outputs.study_page import study_for_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)


def told(study: Study) -> dict[str, list[tuple[str, str, bool]]]:
    """By fact, each value with who says so and whether the page uses it."""
    found = disagreements(study_for_page(Study.objects.all(), pk=study.pk), "en")
    return {
        one.label: [
            (
                claim.words.text,
                "; ".join(f"{said.by}, {said.date}" if said.date else said.by for said in claim.said),
                claim.is_used,
            )
            for claim in one.claims
        ]
        for one in found
    }


def entry(study: Study, registry: str = "CTGOV", as_of: str = "2026-06-03", **facts: Any) -> None:
    make_registry_entry(study, registry=registry, as_of=as_of, facts=facts)


def test_sources_that_agree_are_not_told_of() -> None:
    study = make_study(public_title="CAR-T in SLE", phase="PHASE2", start_date=PartialDate.parse("2025-04-09"))
    entry(study, public_title="CAR T in SLE", phase="PHASE2", start_date="2025-04", sex="")
    entry(study, "CTIS", public_title="Car-t in sle", phase="", start_date="2025", sample_size=None)

    assert told(study) == {}


def test_autograph_shows_both_designs_with_source_and_date() -> None:
    study = make_study(
        minimum_age_months=216, maximum_age_months=900, allocation="NON_RANDOMIZED", scientific_title="In SLE or LN"
    )
    ages: dict[str, Any] = {"minimum_age_months": 216, "maximum_age_months": 900}
    entry(study, **ages, allocation="NON_RANDOMIZED", scientific_title="In SLE or LN")
    entry(
        study,
        "ICTRP",
        "2025-09-12",
        **ages | {"maximum_age_months": 780},
        allocation="RANDOMIZED",
        scientific_title="In lupus nephritis",
    )

    now, then = "ClinicalTrials.gov, 2026-06-03", "ICTRP (WHO), 2025-09-12"
    assert told(study) == {
        "Upper age limit": [("75 years", now, True), ("65 years", then, False)],
        "Randomisation": [("Not randomised", now, True), ("Randomised", then, False)],
        "Scientific title": [("In SLE or LN", now, True), ("In lupus nephritis", then, False)],
    }


def test_a_value_that_a_person_decided_says_so_and_names_nobody() -> None:
    study = make_study(maximum_age_months=900)
    DecidedField.objects.create(study=study, field="maximum_age_months", by=make_person("kari"), at=AT)
    entry(study, maximum_age_months=780)

    assert told(study) == {
        "Upper age limit": [
            ("75 years", "decided by the register’s editors, 2026-11-03", True),
            ("65 years", "ClinicalTrials.gov, 2026-06-03", False),
        ]
    }


def test_a_value_that_was_kept_is_the_editors_too() -> None:
    study = make_study(phase="PHASE2")
    entry(study, phase="PHASE1")
    make_proposed_change(
        study,
        "phase",
        "PHASE2",
        "PHASE1",
        decision=Decision.KEPT_OURS,
        reason="Protocol 3",
        decided_by=make_person(),
        decided_at=AT,
    )

    assert told(study)["Phase"][0] == ("Phase 2", "decided by the register’s editors, 2026-11-03", True)


def test_what_waits_for_an_editor_says_since_when() -> None:
    study = make_study(phase="PHASE2")
    entry(study, phase="PHASE1")
    make_proposed_change(study, "phase", "PHASE2", "PHASE1")

    assert told(study)["Phase"][0] == (
        "Phase 2",
        "the register (its editors have had this to decide since 3 November 2026)",
        True,
    )


def test_a_value_that_vanished_at_its_source_is_told_until_it_is_decided() -> None:
    study = make_study(why_stopped="No money")
    entry(study, why_stopped="")
    make_proposed_change(study, "why_stopped", "No money", "", as_of=PartialDate.parse("2026-06"))

    assert [claim[:2] for claim in told(study)["Reason for stopping"]][1] == (
        "not stated",
        "ClinicalTrials.gov, 2026-06",
    )


def test_a_sponsor_by_another_of_its_names_is_the_same() -> None:
    study = make_study(primary_sponsor=make_sponsor(name="Novartis", aliases=["Novartis Pharmaceuticals"]))
    entry(study, primary_sponsor="NOVARTIS PHARMACEUTICALS")

    assert told(study) == {}


def test_a_status_of_a_country_is_compared_country_by_country() -> None:
    study = make_study(countries=["NO", "DE"])
    StudyCountry.objects.filter(study=study, country="NO").update(status="RECRUITING")
    entry(study, countries=[["NO", "RECRUITING"], ["DE", ""]])
    entry(study, "CTIS", "2026-10-01", countries=[["NO", "SUSPENDED"], ["DE", "RECRUITING"]])

    assert told(study) == {
        "Status in Norway": [
            ("Recruiting", "ClinicalTrials.gov, 2026-06-03", True),
            ("Suspended", "CTIS (EU), 2026-10-01", False),
        ]
    }


def test_countries_that_only_some_name_stand_in_one_row_and_ctis_may_be_silent_outside_the_eea() -> None:
    study = make_study(countries=["NO", "SE", "US"])
    entry(study, countries=[["NO", ""], ["US", ""]])
    entry(study, "CTIS", countries=[["NO", ""], ["SE", ""], ["DE", ""]])

    assert told(study) == {
        "Countries that only some name": [
            ("Sweden", "the register", True),
            ("none of them", "ClinicalTrials.gov, 2026-06-03", False),
            ("Sweden, Germany", "CTIS (EU), 2026-06-03", False),
        ]
    }


def test_a_site_stands_with_what_a_registry_proposes() -> None:
    study, site = make_study(), make_site(name_en="Ullevål")
    make_study_site(
        study, site, verified_at=AT, verified_by=make_person(), verification_method="EMAIL", status="RECRUITING"
    )
    make_proposed_change(study, "site_status", "RECRUITING", "SUSPENDED", site=site, as_of=PartialDate.parse("2026-06"))

    assert told(study) == {
        "Ullevål, Oslo": [
            ("Recruiting", "confirmed by the site, 2026-11-03 09:00:00+00:00", True),
            ("Suspended", "ClinicalTrials.gov, 2026-06", False),
        ]
    }


@pytest.mark.parametrize(("status", "is_told"), [("SUSPENDED", True), ("RECRUITING", False)])
def test_a_site_whose_status_was_kept_is_told_of_as_long_as_the_registry_says_otherwise(
    status: str, is_told: bool
) -> None:
    study, site = make_study(), make_site(name_en="Ullevål")
    make_study_site(study, site, status="RECRUITING")
    entry(study, sites=[["Ulleval", "Oslo", "NO", status]])
    make_proposed_change(
        study,
        "site_status",
        "RECRUITING",
        "SUSPENDED",
        site=site,
        decision=Decision.KEPT_OURS,
        reason="They called",
        decided_by=make_person(),
        decided_at=AT,
    )

    assert ("Ullevål, Oslo" in told(study)) is is_told


def test_a_site_that_a_registry_names_no_more_is_told_of() -> None:
    study, site = make_study(), make_site(name_en="Ullevål")
    make_study_site(study, site)
    make_proposed_change(study, "site", True, None, site=site)

    assert [claim[0] for claim in told(study)["Ullevål, Oslo"]] == ["named", "not named"]
