"""What a place is said to be, in each language."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from trials.choices import Openness, RecruitmentStatus, VerificationMethod, VerifierRole
from trials.dates import PartialDate
from trials.outputs.openness import MARKS, place_words
from trials.query.openness import Recruitment
from trials.query.study_places import StudyPlace, Told

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 11, 26)
CTGOV = Told("ClinicalTrials.gov NCT06581198", PartialDate(2026, 8, 22))
RECENT = date(2026, 11, 3)
OLD = date(2026, 3, 3)


def make_place(*, at_site: bool = True, country: str = "NO", **held: Any) -> StudyPlace:
    """Oslo, recruiting according to ClinicalTrials.gov unless said otherwise."""
    status = {"status": "RECRUITING"} if at_site else {"is_only_place": True}
    if held.get("verified_on"):
        held.setdefault("verification_method", VerificationMethod.PHONE)
    return StudyPlace(
        study_id=1,
        study_site_id=1 if at_site else None,
        slug="oslo" if at_site else "",
        name_nb="",
        name_en="Oslo",
        city="Oslo",
        country=country,
        is_undisclosed=False,
        health_region="HELSE_SOR_OST",
        latitude=None,
        longitude=None,
        recruitment=Recruitment("RECRUITING", **status | held),
        site_told=CTGOV if at_site else Told(),
        study_told=CTGOV,
    )


def said(place: StudyPlace) -> str:
    return place_words(place, TODAY, "en").sentence


def test_every_word_has_a_mark_and_a_registrys_word_is_not_drawn_as_a_confirmation():
    assert set(MARKS) == set(Openness)
    assert MARKS[Openness.OPEN_CONFIRMED] != MARKS[Openness.OPEN_PER_REGISTRY]


@pytest.mark.parametrize(
    ("role", "by"),
    [
        (VerifierRole.STUDY_COORDINATOR, "by the study coordinator"),
        (VerifierRole.STUDY_NURSE, "by the study nurse"),
        (VerifierRole.PRINCIPAL_INVESTIGATOR, "by the principal investigator"),
        ("", "by the site"),
    ],
)
def test_a_confirmation_says_when_and_who(role: str, by: str):
    place = make_place(verified_on=RECENT)._replace(verified_role=role)
    assert said(place) == f"Open, confirmed 3 Nov 2026 {by}"


def test_a_registrys_word_never_reads_as_confirmed():
    assert said(make_place()) == "Recruiting according to ClinicalTrials.gov, 22 Aug 2026. Not confirmed by the site"


def test_a_registry_read_on_behalf_of_the_site_is_no_confirmation():
    place = make_place(verified_on=RECENT, verification_method=VerificationMethod.REGISTRY)
    assert said(place) == "Recruiting according to ClinicalTrials.gov, 22 Aug 2026. Not confirmed by the site"


def test_an_old_confirmation_says_that_it_is_old():
    assert said(make_place(verified_on=OLD)) == (
        "Recruiting according to ClinicalTrials.gov, 22 Aug 2026. Confirmed 3 Mar 2026, more than 90 days ago"
    )


def test_the_last_day_of_a_confirmation_is_the_ninetieth():
    assert said(make_place(verified_on=date(2026, 8, 28))).startswith("Open, confirmed 28 Aug 2026")
    assert said(make_place(verified_on=date(2026, 8, 27))).endswith("more than 90 days ago")


def test_what_only_the_site_said_is_according_to_the_site():
    place = make_place(verified_on=OLD)._replace(site_told=Told())
    assert said(place) == "Recruiting according to the site. Confirmed 3 Mar 2026, more than 90 days ago"


def test_a_conflict_is_named():
    assert said(make_place(verified_on=RECENT, in_conflict=True)) == (
        "Recruiting according to ClinicalTrials.gov, 22 Aug 2026. Confirmed 3 Nov 2026 by the site. "
        "The sources disagree"
    )


def test_a_pause_gives_its_reason_and_when_it_is_expected_to_end():
    place = make_place(status="SUSPENDED", verified_on=RECENT, expected_open=PartialDate(2027, 1))
    assert said(place._replace(pause_reason="No capacity for apheresis.")) == (
        "Paused: No capacity for apheresis. Expected to open January 2027. Confirmed 3 Nov 2026 by the site"
    )
    assert said(make_place(status="SUSPENDED")) == (
        "Paused, reason not stated. Suspended according to ClinicalTrials.gov, 22 Aug 2026. Not confirmed by the site"
    )


@pytest.mark.parametrize(
    ("opening", "code", "words"),
    [
        (PartialDate(2027, 1), Openness.OPENING_SOON, "Expected to open January 2027. Not yet recruiting"),
        (None, Openness.UNKNOWN, "No expected opening is stated"),
        (PartialDate(2026, 9), Openness.UNKNOWN, "The expected opening, September 2026, has passed"),
        (PartialDate(2028), Openness.UNKNOWN, "Expected to open 2028"),
    ],
)
def test_what_does_not_recruit_yet_says_when_it_may(opening: PartialDate | None, code: Openness, words: str):
    place = make_place(status="NOT_YET_RECRUITING", expected_open=opening)
    assert place_words(place, TODAY, "en").code == code
    assert words in said(place)
    assert "Not yet recruiting according to ClinicalTrials.gov, 22 Aug 2026" in said(place)


def test_a_site_that_takes_no_referrals_is_closed_to_those_who_refer():
    place = make_place(takes_external_referrals=False, verified_on=RECENT)
    assert place_words(place, TODAY, "en").code == Openness.CLOSED
    assert said(place) == "Takes no referrals from other hospitals. Confirmed 3 Nov 2026 by the site"


def test_a_study_that_recruits_says_nothing_of_a_site_without_a_status():
    assert said(make_place(status="")) == (
        "The whole study: recruiting according to ClinicalTrials.gov, 22 Aug 2026. "
        "No source says whether it recruits here. Not confirmed by the site"
    )


def test_a_country_without_a_named_site_says_so():
    assert said(make_place(at_site=False)) == (
        "Recruiting according to ClinicalTrials.gov, 22 Aug 2026. No study site is named"
    )
    assert said(make_place(at_site=False, is_only_place=False)._replace(country="")) == (
        "The whole study: recruiting according to ClinicalTrials.gov, 22 Aug 2026. No source says where it is"
    )


def test_a_source_without_a_date_says_when_it_was_read_or_that_it_has_none():
    read = make_place()._replace(site_told=Told("Vestre Viken", None, date(2026, 11, 20)))
    assert said(read).startswith("Recruiting according to Vestre Viken, read 20 Nov 2026.")
    assert said(make_place()._replace(site_told=Told("Vestre Viken"))).startswith(
        "Recruiting according to Vestre Viken, undated."
    )


def test_only_what_the_site_confirmed_reads_as_open_and_confirmed():
    of_site = [*RecruitmentStatus, ""]
    for status, whole, on, external in product(of_site, RecruitmentStatus, [None, RECENT, OLD], [None, False]):
        held = Recruitment(whole, "", status, verified_on=on, takes_external_referrals=external)
        words = place_words(make_place()._replace(recruitment=held), TODAY, "en")
        is_confirmed = words.code == Openness.OPEN_CONFIRMED
        assert words.sentence.startswith("Open, confirmed") == is_confirmed
        assert not is_confirmed or on == RECENT
