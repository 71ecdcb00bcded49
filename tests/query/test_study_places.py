"""Where a study can be asked for: its sites, and its countries of which no site is named."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    make_person,
    make_proposal,
    make_site,
    make_source,
    make_study,
    make_study_site,
)
from tests.places import places_of
from trials.choices import Decision, RecruitmentStatus, VerificationMethod
from trials.dates import PartialDate
from trials.models import Study, StudyCountry
from trials.query.study_places import StudyPlace, Told

pytestmark = pytest.mark.django_db


def places(study: Study) -> list[StudyPlace]:
    return places_of([study.pk])[study.pk]


def test_each_site_and_each_country_without_one_is_a_place():
    study = make_study(countries=["NO", "SE", "DE"], sites=[make_site("oslo"), make_site("berlin", country="DE")])
    assert [(place.slug, place.country, place.study_site_id is None) for place in places(study)] == [
        ("oslo", "NO", False),
        ("berlin", "DE", False),
        ("", "SE", True),
    ]


def test_a_study_of_which_no_source_names_a_country_has_one_place_nowhere():
    study = make_study(countries=[], recruitment_status=RecruitmentStatus.SUSPENDED)
    [place] = places(study)
    assert (place.country, place.recruitment.said_status) == ("", RecruitmentStatus.SUSPENDED)


def test_a_place_holds_what_each_says_and_when():
    study = make_study(countries=["NO"], start_date=PartialDate(2026, 5))
    study.status_source = make_source(study=study)
    study.save()
    ctis = make_source(study=study, label="CTIS 2023-510150-17-00", as_of=PartialDate(2026, 9, 1))
    StudyCountry.objects.filter(study=study).update(status=RecruitmentStatus.SUSPENDED, status_source=ctis)
    make_study_site(study, make_site(), status_as_of=PartialDate(2026, 10))
    [place] = places(study)
    assert place.study_told == Told("ClinicalTrials.gov", PartialDate(2026, 8, 22))
    assert place.country_told == Told("CTIS 2023-510150-17-00", PartialDate(2026, 9, 1))
    assert place.site_told == Told("", PartialDate(2026, 10))
    held = place.recruitment
    assert (held.study_status, held.country_status, held.status) == ("RECRUITING", "SUSPENDED", "RECRUITING")
    assert held.study_start == PartialDate(2026, 5)


def test_the_status_that_counts_is_told_with_its_own_source():
    study = make_study(recruitment_status=RecruitmentStatus.TERMINATED)
    study.status_source = make_source(study=study)
    study.save()
    make_study_site(study, make_site())
    [place] = places(study)
    assert place.status(date(2026, 11, 26)) == (RecruitmentStatus.TERMINATED, place.study_told)


@pytest.mark.parametrize(
    ("confirmed", "day"),
    [
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 22, 30, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 2)),
    ],
)
def test_a_confirmation_has_the_date_that_it_was_in_oslo(confirmed: datetime, day: date):
    study = make_study()
    make_study_site(
        study,
        make_site(),
        verified_at=confirmed,
        verified_by=make_person(),
        verification_method=VerificationMethod.PHONE,
    )
    [place] = places(study)
    assert place.recruitment.verified_on == day


@pytest.mark.parametrize(
    ("field", "country", "at_site", "disputed"),
    [
        ("recruitment_status", "", False, ["oslo", "bergen", ""]),
        ("minimum_age_months", "", False, ["oslo", "bergen", ""]),
        ("maximum_age_months", "", False, ["oslo", "bergen", ""]),
        ("country_status", "NO", False, ["oslo", "bergen"]),
        ("country_status", "SE", False, [""]),
        ("site_status", "", True, ["oslo"]),
        ("sample_size", "", False, []),
    ],
)
def test_a_key_fact_that_awaits_a_decision_is_a_conflict_where_it_counts(
    field: str, country: str, at_site: bool, disputed: list[str]
):
    oslo = make_site("oslo")
    study = make_study(countries=["NO", "SE"], sites=[oslo, make_site("bergen")])
    make_proposal(study, field, "SUSPENDED", country=country, site=oslo if at_site else None)
    assert [place.slug for place in places(study) if place.recruitment.in_conflict] == disputed


def test_a_change_that_was_decided_is_no_conflict():
    study = make_study(sites=[make_site()])
    make_proposal(
        study,
        "recruitment_status",
        "SUSPENDED",
        decision=Decision.KEPT_OURS,
        reason="Asked",
        decided_by=make_person(),
        decided_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    [place] = places(study)
    assert not place.recruitment.in_conflict


def test_a_status_is_told_with_its_source_whatever_study_that_is_of():
    study = make_study(sites=[make_site()])
    study.status_source = make_source(study=make_study(), label="Another", as_of=PartialDate(2026, 9, 1))
    study.save()
    [place] = places(study)
    assert place.study_told.source == "Another"


@pytest.mark.parametrize("studies", [1, 3])
def test_places_are_found_in_five_queries(django_assert_num_queries: DjangoAssertNumQueries, studies: int):
    for _ in range(studies):
        make_proposal(make_study(countries=["NO", "SE"], sites=[make_site()]), "recruitment_status", "SUSPENDED")
    asked = list(Study.objects.published().values_list("pk", flat=True))
    with django_assert_num_queries(5):
        assert len(places_of(asked)) == studies
