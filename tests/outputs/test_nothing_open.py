"""What a doctor is told where nothing is open."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation

from tests.factories import make_indication, make_site, make_study, make_study_site
from trials.dates import PartialDate
from trials.models import Indication, StudySite
from trials.outputs.nothing_open import NothingOpen, nothing_open
from trials.query.index.held import current
from trials.query.labels import labels
from trials.query.studies import public_studies

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture
def sclerosis() -> Indication:
    wider = make_indication("tissue", name_en="Connective tissue disease")
    return make_indication("sclerosis", name_en="Systemic sclerosis", parent=wider)


def answer(query: str = "indication=sclerosis") -> NothingOpen | None:
    with translation.override("en"):
        return nothing_open(public_studies(QueryDict(query), today=TODAY), labels(current(), "en"))


def told(query: str = "indication=sclerosis") -> NothingOpen:
    found = answer(query)
    assert found is not None
    return found


def test_where_something_is_open_in_the_country_there_is_nothing_to_say(sclerosis: Indication):
    make_study(indications=[sclerosis], sites=[make_site()])
    assert answer() is None
    assert answer("indication=sclerosis&near=HELSE_NORD") is None
    assert answer("indication=sclerosis&near=HELSE_NORD&only_here=1") is not None
    assert answer("indication=sclerosis&near=SE") is not None


def test_the_first_opening_that_is_expected_here_is_named(sclerosis: Indication):
    for slug, opening in (("late", "2027-09"), ("first", "2027-08"), ("past", "2026-01")):
        make_study_site(
            make_study(slug, indications=[sclerosis]),
            make_site(f"hospital-{slug}"),
            status="NOT_YET_RECRUITING",
            expected_open_date=PartialDate.parse(opening),
        )
    expected = told().expected
    assert expected is not None
    assert expected.slug == "first"
    assert "Expected to open August 2027" in expected.near.words.sentence


def test_a_study_that_has_ended_is_not_expected_to_open(sclerosis: Indication):
    study = make_study(indications=[sclerosis], recruitment_status="WITHDRAWN")
    make_study_site(study, make_site(), status="NOT_YET_RECRUITING", expected_open_date=PartialDate(2027))
    assert told().expected is None


def test_abroad_the_nearest_open_site_of_each_tier_says_whether_it_takes_patients_from_abroad(sclerosis: Indication):
    places = {"SE": None, "DK": None, "DE": True, "US": False}
    for country, takes in places.items():
        site = make_site(country.lower(), country=country, latitude=55.7 if country == "DK" else 40.0, longitude=12.6)
        study = make_study(f"study-{country.lower()}", indications=[sclerosis], countries=[country])
        make_study_site(study, site, takes_foreign_referrals=takes)
    found = told("indication=sclerosis&near=HELSE_SOR_OST").abroad
    assert [(one.slug, one.where, one.foreign) for one in found] == [
        ("study-dk", "Nordic countries", "Ask the site whether it takes patients from abroad"),
        ("study-de", "Rest of Europe", "Takes patients from abroad"),
        ("study-us", "Rest of the world", "Takes no patients from abroad"),
    ]


def test_what_is_closed_abroad_is_not_named(sclerosis: Indication):
    make_study(indications=[sclerosis], countries=["SE"], sites=[make_site(country="SE")])
    StudySite.objects.update(status="ACTIVE_NOT_RECRUITING")
    assert told().abroad == []


def test_the_wider_disease_is_counted_and_linked_where_it_has_more(sclerosis: Indication):
    make_study(indications=[sclerosis], countries=["SE"])
    assert told().wider is None
    make_study(indications=[Indication.objects.get(slug="tissue")], countries=["SE"])
    wider = told("indication=sclerosis&near=HELSE_NORD").wider
    assert wider is not None
    assert (str(wider.name), wider.studies, wider.address) == (
        "Connective tissue disease",
        2,
        "?indication=tissue&near=HELSE_NORD",
    )


def test_the_answer_is_about_all_that_was_asked_for_open_or_not(sclerosis: Indication):
    make_study("abroad", indications=[sclerosis], countries=["SE"])
    assert [one.slug for one in told("indication=sclerosis&only_here=1&open=confirmed").abroad] == ["abroad"]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("", "in Norway"),
        ("near=SE", "in Sweden"),
        ("near=HELSE_NORD", "in Norway"),
        ("near=HELSE_NORD&only_here=1", "in Northern Norway (Helse Nord)"),
        ("near=haukeland&only_here=1", "at Haukeland"),
    ],
)
def test_the_place_is_named(query: str, place: str):
    make_site("haukeland", name_en="Haukeland")
    make_study(countries=["US"])
    assert told(query).place == place


def test_a_wrong_question_is_answered_with_its_fault_alone():
    assert answer("near=Atlantis") is None


def test_of_two_that_are_equally_near_the_last_changed_is_named_whatever_their_keys(sclerosis: Indication):
    abroad = make_site("rigshospitalet", country="DK")
    for pk, updated in ((64, "2026-05-02"), (1, "2026-05-03"), (33, "2026-05-04")):  # a set gives 64 first
        changed = PartialDate.parse(updated)
        make_study(f"study-{pk}", pk=pk, indications=[sclerosis], sites=[abroad], last_registry_update=changed)
    assert [one.slug for one in told().abroad] == ["study-33"]
