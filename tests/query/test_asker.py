"""Where the doctor refers from: by code, by address, by name in any of our languages."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation

from tests.factories import make_site
from trials.models import FormerAddress
from trials.query.asker import HOME, find_asker
from trials.query.filters import StudyFilterSet
from trials.query.studies import public_studies

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


def faults(query: str) -> list[str]:
    with translation.override("en"):
        return [fault.message for fault in StudyFilterSet(QueryDict(query)).faults()]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("HELSE_NORD", "HELSE_NORD"),
        ("Helse Nord", "HELSE_NORD"),
        ("helse nord", "HELSE_NORD"),
        ("Northern Norway (Helse Nord)", "HELSE_NORD"),
        ("Northern Norway", "HELSE_NORD"),
        ("Tromsø", "HELSE_NORD"),
        ("tromso", "HELSE_NORD"),
        ("Oslo", "HELSE_SOR_OST"),
        ("NO", "NO"),
        ("Norge", "NO"),
        ("Noreg", "NO"),
        ("Norway", "NO"),
        ("danmark", "DK"),
        ("UK", "GB"),
        ("forde", "forde"),
        ("Førde sentralsjukehus", "forde"),
        ("Forde Central Hospital", "forde"),
        ("Førde sentralsjukehus, Førde", "forde"),
        ("FSS", "forde"),
        ("Førde", "forde"),
    ],
)
def test_a_place_is_known_by_its_code_its_address_and_its_names(written: str, value: str):
    make_site("ous", name_nb="Oslo universitetssykehus")
    make_site("forde", name_nb="Førde sentralsjukehus", name_en="Forde Central Hospital", aliases=["FSS"], city="Førde")
    assert str(find_asker(written)) == value


def test_a_former_address_leads_to_the_hospital_of_today():
    site = make_site("new")
    FormerAddress.objects.create(kind="site", slug="old", site=site)
    assert str(find_asker("old")) == "new"
    assert public_studies(QueryDict("near=old"), today=TODAY).params.urlencode() == "near=new"


def test_a_region_is_its_town_a_hospital_its_own_point_and_a_country_none():
    make_site("bodo", latitude=67.28, longitude=14.4)
    make_site("unplaced")
    assert find_asker("HELSE_NORD").point == (69.65, 18.96)
    assert find_asker("bodo").point == (67.28, 14.4)
    assert (find_asker("unplaced").point, find_asker("NO").point, HOME.point) == (None, None, None)


def test_an_unknown_place_is_a_fault_that_suggests_what_is_written_like_it():
    make_site("haukeland", name_en="Haukeland University Hospital", city="Bergen")
    [like] = faults("near=Haukland+University+Hospital")
    assert like.endswith(
        "“Haukland University Hospital” is not one place known here. Is it “Haukeland University Hospital”?"
    )
    [unlike] = faults("near=Atlantis")
    assert unlike.endswith("“Atlantis” is not a place known here. Write a health region, a hospital or a country.")


def test_a_town_with_two_hospitals_asks_which():
    make_site("one", name_en="One Hospital", city="Lillehammer")
    make_site("two", name_en="Two Hospital", city="Lillehammer")
    assert faults("near=Lillehammer") == [
        "Where do you refer from?: “Lillehammer” is not one place known here. Is it “One Hospital”, “Two Hospital”?"
    ]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("near=NO&near=SE", "“near” can be given only once."),
        ("only_here=yes", "“yes” is not one of the values."),
        ("foreign=1", "“1” is not one of the values."),
        ("open=confirmed&open=closed", "“closed” is not one of the values."),
        ("confirmed_since=2026", "“2026” is not a date"),
        ("confirmed_since=2026-02-30", "“2026-02-30” is not a date"),
        ("confirmed_since=0001-01-01", "“0001-01-01” is not a date"),
        ("confirmed_since=9999-12-31", "“9999-12-31” is not a date"),
        ("confirmed_since=20261103", "“20261103” is not a date"),
        ("confirmed_since=-1e400", "“-1e400” is not a date"),
        ("near=" + "x" * 201, "at most 200 characters"),
    ],
)
def test_what_is_wrong_with_a_place_or_a_day_is_named(query: str, named: str):
    [message] = faults(query)
    assert named in message
    assert public_studies(QueryDict(query), today=TODAY).studies == ()
