"""A list from a place: its words, places and order, the same on the page, in the file and in the reference."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from tests import reference_openness as reference
from tests.factories import (
    make_indication,
    make_person,
    make_proposal,
    make_registry_entry,
    make_site,
    make_study,
    make_study_site,
)
from tests.html import text, texts
from tests.views.reading import queries, read
from trials.choices import Openness
from trials.dates import PartialDate
from trials.models import Site, Study, StudyCountry

pytestmark = pytest.mark.django_db

TROMSO = (69.65, 18.96)
STATUSES = ("RECRUITING", "RECRUITING", "RECRUITING", "NOT_YET_RECRUITING", "SUSPENDED", "COMPLETED", "UNKNOWN", "")


def confirmed(days: int) -> dict[str, Any]:
    """What a site confirmed so many days ago, at noon in Oslo, is signed with."""
    at = datetime.combine(timezone.localdate() - timedelta(days=days), time(12), tzinfo=timezone.get_default_timezone())
    return {
        "verified_at": at.astimezone(UTC),
        "verified_by": make_person(),
        "verification_method": "PHONE",
        "verified_role": "STUDY_NURSE",
    }


def make_sites() -> list[Site]:
    return [
        make_site("oslo", latitude=59.91, longitude=10.75),
        make_site("tromso", latitude=69.65, longitude=18.96, health_region="HELSE_NORD", city="Tromsø"),
        make_site("uppsala", country="SE", latitude=59.86, longitude=17.64, city="Uppsala"),
        make_site("berlin", country="DE", latitude=52.52, longitude=13.4),
        make_site("somewhere", country="DE"),
    ]


def a_study(random: Random, sites: list[Site]) -> tuple[Study, list[reference.Place]]:
    """A study with one to three sites, and perhaps Denmark without one, as the register and the reference hold it."""
    today = timezone.localdate()
    whole = random.choice(STATUSES[:-1])
    changed = random.choice([None, "2026", "2026-08", "2026-08-22"])
    study = make_study(
        recruitment_status=whole,
        countries=["DK"] if random.random() < 0.3 else [],
        last_registry_update=PartialDate.parse(changed) if changed else None,
    )
    is_disputed = random.random() < 0.2
    if is_disputed:
        make_proposal(study, "recruitment_status", "SUSPENDED")
    plain = []
    for site in random.sample(sites, random.randint(1, 3)):
        opening = random.choice(
            [None, today - timedelta(days=1), today + timedelta(days=180), today + timedelta(days=181)]
        )
        age, external, status = (
            random.choice([None, 0, 90, 91]),
            random.choice([None, True, False]),
            random.choice(STATUSES),
        )
        make_study_site(
            study,
            site,
            status=status,
            takes_external_referrals=external,
            expected_open_date=PartialDate(opening.year, opening.month, opening.day) if opening else None,
            pause_reason="No beds",
            **({} if age is None else confirmed(age)),
        )
        point = None if site.latitude is None or site.longitude is None else (site.latitude, site.longitude)
        on = None if age is None else today - timedelta(days=age)
        span = (opening, opening) if opening else None
        plain.append(
            reference.Place(whole, status, "", False, site.country, point, span, None, external, on, is_disputed)
        )
    countries = StudyCountry.objects.filter(study=study).values_list("country", flat=True)
    denmark = [reference.Place(whole, country=code, is_disputed=is_disputed) for code in countries]
    places = plain + denmark
    return study, places if len(places) > 1 else [replace(places[0], is_only=True)]


def label(code: str) -> str:
    with translation.override("en"):
        return str(Openness(code).label)


def file_of(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/en/studies/?{query}&format=csv")
    content = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")  # type: ignore[attr-defined]
    return [*csv.DictReader(io.StringIO(content))]


@pytest.mark.parametrize("seed", range(8))
def test_page_and_file_have_the_words_and_the_order_of_the_reference(client: Client, seed: int):
    random, today = Random(seed), timezone.localdate()
    sites = make_sites()
    held = dict(a_study(random, sites) for _ in range(8))
    plain = {study.pk: places for study, places in held.items()}
    newest = {study.pk: str(study.last_registry_update or "") for study in held}
    slugs = {study.pk: study.slug for study in held}

    page = read(client, "/en/studies/?near=HELSE_NORD")
    lines = file_of(client, "near=HELSE_NORD")

    wanted = [slugs[pk] for pk in reference.ordered(plain, newest, today, "NO", TROMSO)]
    assert [line["slug"] for line in lines] == wanted
    assert [link.get("href", "").split("/")[-2] for link in page.findall(".//h2[@class='row-title']/a")] == wanted
    by_slug = {study.slug: reference.answers(plain[study.pk], today, "NO", TROMSO) for study in held}
    assert {line["slug"]: line["openness"] for line in lines} == {slug: one[0] for slug, one in by_slug.items()}
    for row, line in zip(page.findall(".//li[@class='row']"), lines, strict=True):
        said = texts(row, ".//*[@class='row-status']/p")
        assert said[0] in {label(line["openness"]), line["openness_in_words"].split(". ")[0]}
        assert line["openness_in_words"] in {said[-1], ". ".join([said[0], *said[2:]])}
        assert ("Open, confirmed" in " ".join(said)) == (line["openness"] == "OPEN_CONFIRMED")


def test_a_row_names_the_nearest_open_site_not_the_nearest(client: Client):
    oslo, tromso, *_others = make_sites()
    study = make_study()
    make_study_site(study, tromso, status="SUSPENDED")
    make_study_site(study, oslo, **confirmed(3))
    said = texts(read(client, "/en/studies/?near=HELSE_NORD"), ".//*[@class='row-status']/p")
    assert said[0].startswith("Open, confirmed ")
    assert said[0].endswith(" by the study nurse")
    assert said[1] == "Oslo, Norway, about 1,150 km"


def test_a_study_whose_norwegian_site_is_closed_is_not_open_in_norway(client: Client):
    oslo, _tromso, uppsala, *_others = make_sites()
    study = make_study(countries=["NO", "SE"])
    make_study_site(study, oslo, status="ACTIVE_NOT_RECRUITING")
    make_study_site(study, uppsala)
    assert texts(read(client, "/en/studies/"), ".//*[@class='near-where']") == ["Uppsala, Sweden"]
    assert texts(read(client, "/en/studies/?only_here=1"), ".//*[@class='row-status']/p")[0] == "Closed"
    assert text(read(client, "/en/studies/?open=registry&only_here=1").find(".//h1")).startswith("0 studies")


def test_a_foreign_site_never_stands_above_an_open_norwegian_one(client: Client):
    oslo, _tromso, uppsala, *_others = make_sites()
    norwegian, swedish = make_study("norwegian", countries=[]), make_study("swedish", countries=[])
    make_study_site(norwegian, oslo)
    make_study_site(swedish, uppsala, **confirmed(1))
    assert [line["slug"] for line in file_of(client, "near=HELSE_NORD")] == ["norwegian", "swedish"]
    assert [line["slug"] for line in file_of(client, "near=SE")] == ["swedish", "norwegian"]


def test_a_place_hides_nothing_unless_only_here_is_ticked(client: Client):
    oslo, *_others = make_sites()
    make_study("here", sites=[oslo])
    make_study("abroad", countries=["US"])
    assert {line["slug"] for line in file_of(client, "near=HELSE_SOR_OST")} == {"here", "abroad"}
    for place in ("HELSE_SOR_OST", "oslo", "NO"):
        assert [line["slug"] for line in file_of(client, f"near={place}&only_here=1")] == ["here"]
    assert file_of(client, "near=HELSE_NORD&only_here=1") == []


def test_what_fits_the_words_equally_well_stands_nearest_open_first(client: Client):
    oslo, *_others = make_sites()
    lupus = make_indication(name_en="Lupus")
    make_study("abroad", countries=["US"], indications=[lupus], last_registry_update=PartialDate(2026))
    make_study("here", countries=[], sites=[oslo], indications=[lupus])
    assert [line["slug"] for line in file_of(client, "q=lupus")] == ["abroad", "here"]
    assert [line["slug"] for line in file_of(client, "q=lupus&near=HELSE_NORD")] == ["here", "abroad"]


def test_the_counts_above_a_list_are_those_of_the_lists_they_lead_to(client: Client):
    oslo, *_others = make_sites()
    make_study_site(make_study(), oslo, **confirmed(1))
    make_study(sites=[oslo])
    make_study(sites=[oslo])
    soon = timezone.localdate() + timedelta(days=30)
    make_study_site(
        make_study(),
        oslo,
        status="NOT_YET_RECRUITING",
        expected_open_date=PartialDate(soon.year, soon.month, soon.day),
    )
    page = read(client, "/en/studies/?near=NO")
    links = page.findall(".//ul[@class='openings']/li/a")
    assert [text(link) for link in links] == [
        "1 open and confirmed by the site",
        "2 open according to a registry",
        "1 opening soon",
    ]
    for link, number in zip(links, (1, 2, 1), strict=True):
        assert link.get("href", "").startswith("?near=NO&open=")
        assert len(read(client, f"/en/studies/{link.get('href')}").findall(".//li[@class='row']")) == number


def test_a_list_can_be_limited_to_what_was_confirmed_since_a_day_and_to_those_who_take_patients_from_abroad(
    client: Client,
):
    oslo, _tromso, uppsala, *_others = make_sites()
    today = timezone.localdate()
    make_study_site(make_study("ten"), oslo, **confirmed(10))
    make_study_site(make_study("twenty"), uppsala, takes_foreign_referrals=True, **confirmed(20))
    make_study_site(make_study("never"), oslo, takes_foreign_referrals=False)
    since = [(today - timedelta(days=days)).isoformat() for days in (9, 10, 20)]
    found = [{line["slug"] for line in file_of(client, f"confirmed_since={day}")} for day in since]
    assert found == [set(), {"ten"}, {"ten", "twenty"}]
    assert [line["slug"] for line in file_of(client, "foreign=yes")] == ["twenty"]
    assert file_of(client, "foreign=yes&only_here=1") == []


def test_what_a_file_says_of_the_place_that_answers(client: Client):
    oslo, *_others = make_sites()
    make_study_site(make_study(), oslo, **confirmed(3))
    [line] = file_of(client, "near=HELSE_NORD")
    day = timezone.localdate() - timedelta(days=3)
    assert [line[name] for name in ("openness", "nearest_site", "nearest_city", "nearest_country", "distance_km")] == [
        "OPEN_CONFIRMED",
        "Oslo",
        "Oslo",
        "NO",
        "1150",
    ]
    assert (line["confirmed_date"], line["confirmed_by_role"]) == (day.isoformat(), "STUDY_NURSE")


def test_the_place_stays_in_every_address_of_the_list_and_can_be_taken_away(client: Client):
    oslo, *_others = make_sites()
    for _number in range(26):
        make_study(sites=[oslo])
    page = read(client, "/en/studies/?near=Helse+Nord")
    [chip] = page.findall(".//*[@class='chips']/ul/li/a")
    assert text(chip) == "Remove Referring from Northern Norway (Helse Nord)"
    assert chip.get("href") == "?"
    box = page.find(".//input[@id='near']")
    assert box is not None
    assert box.get("value") == "Northern Norway (Helse Nord)"
    hrefs = [link.get("href", "") for link in page.iter("a")]
    for wanted in ("near=Helse+Nord&page=2", "near=HELSE_NORD&format=csv", "near=HELSE_NORD&sort=updated"):
        assert any(wanted in href for href in hrefs), wanted
    assert any(href.endswith("/changes/?near=HELSE_NORD") for href in hrefs)


def test_nearest_open_first_is_offered_with_a_place_only(client: Client):
    make_study()
    plain, placed = (
        texts(read(client, f"/en/studies/{query}"), ".//div[@class='tools']//li") for query in ("", "?near=NO")
    )
    assert "Nearest open first" not in plain
    assert placed[0] == "Nearest open first"


def test_what_was_not_understood_stays_in_the_box_and_is_named(client: Client):
    page = read(client, "/en/studies/?near=Atlantis", status=400)
    box = page.find(".//input[@id='near']")
    assert box is not None
    assert box.get("value") == "Atlantis"
    assert "Atlantis” is not a place known here" in text(page.find(".//*[@class='fault']"))


def test_an_age_on_which_the_sources_disagree_is_unclear(client: Client):
    study = make_study(minimum_age_months=216, maximum_age_months=780)
    make_registry_entry(study, facts={"minimum_age_months": 216, "maximum_age_months": 900})
    make_registry_entry(study, registry="CTIS", facts={"minimum_age_months": 1})
    assert "age unclear (65/75)" in text(read(client, "/en/studies/?age=34").find(".//*[@class='row-more']"))
    assert "18–65 years" in text(read(client, "/en/studies/").find(".//*[@class='row-more']"))


def test_an_age_that_a_registry_would_change_is_unclear(client: Client):
    study = make_study(minimum_age_months=216, maximum_age_months=780)
    make_proposal(study, "minimum_age_months", 192)
    assert "age unclear (18/16)" in text(read(client, "/en/studies/?age=34").find(".//*[@class='row-more']"))


@pytest.mark.parametrize("query", ["near=HELSE_NORD&only_here=1&open=registry&age=34", "near=oslo", "near=Oslo"])
def test_a_list_from_a_place_takes_as_many_queries_for_three_studies_as_for_one(client: Client, query: str):
    sites = make_sites()

    def cost() -> int:
        make_proposal(make_study(countries=["NO", "DK"], sites=sites), "recruitment_status", "SUSPENDED")
        return queries(client, f"/nb/studies/?{query}")

    one = cost()
    cost()
    assert cost() == one
