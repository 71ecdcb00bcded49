"""What changed, by week, as a page; and where else it stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    make_indication,
    make_person,
    make_proposed_change,
    make_registry_entry,
    make_run,
    make_site,
    make_study,
    make_study_change,
)
from tests.html import text, texts
from tests.views.abundance import make_abundant_study
from tests.views.reading import faults, heading, queries, read
from trials.choices import Registry
from trials.models import Study
from trials.query.changes import BULK

pytestmark = pytest.mark.django_db

PUBLISHED = datetime(2026, 2, 1, 9, tzinfo=UTC)


def study(slug: str, **fields: Any) -> Study:
    return make_study(slug, acronym=slug.upper(), **{"first_published_at": PUBLISHED} | fields)


def test_changes_stand_by_week_newest_first_with_study_words_source_and_date(client: Client):
    castle = study("castle")
    make_study_change(castle, "recruitment_status", "RECRUITING", "SUSPENDED")
    make_study_change(castle, "sample_size", 242, 262)
    make_study_change(castle, "sample_size", 262, 270, by=make_person(), at=datetime(2026, 3, 9, 5, tzinfo=UTC))

    page = read(client, "/en/changes/")

    assert heading(page) == "What changed"
    assert texts(page, ".//section[@class='week']/h2") == [
        "Week 11, 9–15 March 2026",
        "Week 10, 2–8 March 2026",
        "Week 5, 26 January – 1 February 2026",
    ]
    [editors, registry, new] = page.findall(".//li[@class='change']")
    assert texts(registry, ".//li") == ["Recruitment paused (was: recruiting)", "Participants 262 (was: 242)"]
    assert text(registry.find("p")) == "ClinicalTrials.gov, 1 March 2026"
    assert registry.find(".//h3/a").attrib["href"] == "/en/studies/castle/"  # type: ignore[union-attr]
    assert text(editors.find("p")) == "The register’s editors, 9 March 2026"
    assert texts(new, ".//li") == ["New in the register"]


def test_a_load_of_many_studies_is_one_line(client: Client):
    for number in range(BULK + 1):
        study(f"s{number}")

    page = read(client, "/en/changes/")

    assert texts(page, ".//li[@class='change']//li") == ["21 studies were added to the register"]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("country=SE", ["swedish"]),
        ("indication=gout", ["norwegian"]),
        ("q=swedish&sort=size", ["swedish"]),
        ("country=NO&country=SE", ["norwegian", "swedish"]),
    ],
)
def test_the_question_is_that_of_the_list_of_studies(client: Client, query: str, slugs: list[str]):
    study("norwegian", indications=[make_indication("gout", name_en="Gout")])
    study("swedish", countries=["SE"])

    page = read(client, f"/en/changes/?{query}")

    shown = [link.attrib["href"].split("/")[3] for link in page.findall(".//li[@class='change']//h3/a")]
    assert shown == slugs
    assert heading(page).startswith("What changed in ")
    assert page.find(".//form[@class='side']").attrib["action"] == "/en/changes/"  # type: ignore[union-attr]


def test_a_question_goes_from_the_list_to_the_changes_and_back(client: Client):
    study("castle")

    there = read(client, "/en/studies/?country=NO&sort=size").find(".//div[@class='tools']/p/a")
    back = read(client, "/en/changes/?country=NO").find(".//div[@class='tools']/p/a")

    assert there is not None
    assert back is not None
    assert (there.attrib["href"], back.attrib["href"]) == ("/en/changes/?country=NO", "/en/studies/?country=NO")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("colour=red", "There is no filter called “colour”."),
        ("status=OPEN", "Status: “OPEN” is not one of the values."),
        ("format=csv", "Format: “csv” is not one of the values."),
        ("age=x", "Age: “x” is not a whole number from 0 to 120."),
    ],
)
def test_a_wrong_question_is_named_and_answered_with_nothing(client: Client, query: str, told: str):
    study("castle")

    page = read(client, f"/en/changes/?{query}", 400)

    assert faults(page) == [told]
    assert page.findall(".//li[@class='change']") == []


def test_a_page_beyond_the_last_is_named_and_not_found(client: Client):
    study("castle")

    page = read(client, "/en/changes/?page=2", 404)

    assert faults(page) == ["There is no page 2: the list ends at page 1."]


def test_weeks_are_paged_whole(client: Client):
    castle = study("castle")
    for week in range(3):
        for number in range(60):
            at = datetime(2026, 3, 2, 5, number, tzinfo=UTC) + timedelta(weeks=week)
            make_study_change(castle, "sample_size", number, number + 1, at=at)

    first, second = (read(client, f"/en/changes/?page={number}") for number in (1, 2))

    assert [one.split(",")[0] for one in texts(first, ".//section[@class='week']/h2")] == ["Week 12", "Week 11"]
    assert [one.split(",")[0] for one in texts(second, ".//section[@class='week']/h2")] == ["Week 10", "Week 5"]
    assert text(second.find(".//title")) == "What changed, page 2 – CAR-T tracker"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_an_empty_register_has_a_page_of_changes(client: Client, language: str):
    page = read(client, f"/{language}/changes/")

    assert page.findall(".//li[@class='change']") == []


def test_studies_without_changes_say_so(client: Client):
    make_study()

    page = read(client, "/en/changes/")

    assert text(page.find(".//p[@class='empty']")) == "No changes recorded yet."


def test_the_page_tells_readers_of_feeds_where_its_feed_is(client: Client):
    study("castle")

    page = read(client, "/en/changes/?country=NO&page=1")

    [link] = [one for one in page.findall(".//link") if one.get("type") == "application/atom+xml"]
    assert (link.get("rel"), link.get("href")) == ("alternate", "/en/changes/?country=NO&format=atom")


@pytest.mark.parametrize("query", ["", "country=NO", "format=atom", "q=lupus", "country=IS"])
def test_three_studies_with_three_changes_need_as_many_queries_as_one(client: Client, query: str):
    _with_changes(1)
    for_one = len_of(client, query)
    _with_changes(3)
    _with_changes(3)

    assert len_of(client, query) == for_one


def len_of(client: Client, query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/en/changes/?{query}").status_code == 200
    return len(captured)


def _with_changes(count: int) -> Study:
    one = make_abundant_study(count, family=False)
    Study.objects.filter(pk=one.pk).update(first_published_at=PUBLISHED)
    for _ in range(count):
        site = make_site()
        make_study_change(one, "site_status", "", "RECRUITING", site=site)
        make_study_change(one, "country_status", "", "RECRUITING", country="NO")
        make_study_change(one, "phase", "", "PHASE1", by=make_person())
    return one


def test_the_front_page_shows_the_latest_five(client: Client):
    castle = study("castle")
    for day in range(2, 9):
        make_study_change(castle, "sample_size", day, day + 1, at=datetime(2026, 3, day, 5, tzinfo=UTC))

    page = read(client, "/en/")

    [section] = page.findall(".//section[@aria-labelledby='changes']")
    assert texts(section, ".//li/div/ul/li") == [f"Participants {day + 1} (was: {day})" for day in (8, 7, 6, 5, 4)]


def test_a_studys_page_shows_its_own_history_the_newest_twenty_first(client: Client):
    castle, other = study("castle"), study("other")
    for number in range(24):
        at = datetime(2026, 3, 2, 5, number, tzinfo=UTC)
        make_study_change(castle, "sample_size", number, number + 1, at=at)
    make_study_change(other, "phase", "", "PHASE1")

    page = read(client, "/en/studies/castle/")

    [section] = page.findall(".//section[@aria-labelledby='history']")
    [shown, older] = section.findall(".//ol[@class='changes']")
    assert text(section.find("h2")) == "History 25"
    assert len(shown.findall("li")) == 20
    assert texts(shown, "li[1]/div/ul/li") == ["Participants 24 (was: 23)"]
    assert texts(older, "li[5]/div/ul/li") == ["New in the register"]


def test_a_studys_page_shows_where_its_sources_disagree_and_which_value_it_uses(client: Client):
    make_registry_entry(study("castle", maximum_age_months=900), facts={"maximum_age_months": 780})

    page = read(client, "/en/studies/castle/")

    [fact] = page.findall(".//dl[@class='facts-dl plain claims']/div")
    assert texts(fact, "*") == [
        "Upper age limit",
        "75 years The register Used on this page",
        "65 years ClinicalTrials.gov, 3 June 2026",
    ]
    assert text(page.find(".//p[@class='notice']/a")) == "The sources disagree on 1 fact"


def test_long_texts_that_differ_are_folded(client: Client):
    make_registry_entry(study("castle", criteria_text="Ours"), facts={"criteria_text": "Theirs"})

    page = read(client, "/nb/studies/castle/")

    folded = page.findall(".//dl[@class='facts-dl plain claims']//details/div")
    assert [(one.get("lang"), text(one)) for one in folded] == [("en", "Ours"), ("en", "Theirs")]


def test_where_all_agree_nothing_is_said_of_it(client: Client):
    make_registry_entry(study("castle", phase="PHASE1"), facts={"phase": "PHASE1"})

    page = read(client, "/en/studies/castle/")

    assert page.findall(".//section[@aria-labelledby='disagree']") == []


def test_disagreements_and_history_cost_the_same_for_one_and_for_three(client: Client):
    one, three = study("one"), study("three")
    for each, count in ((one, 1), (three, 3)):
        for number in range(count):
            make_study_change(each, "site", None, True, site=make_site(), at=datetime(2026, 3, 2 + number, tzinfo=UTC))
            make_registry_entry(each, registry=list(Registry)[number], facts={"phase": f"PHASE{number + 1}"})
            make_proposed_change(each, "site_status", "", "RECRUITING", site=make_site())
    client.get("/en/studies/")  # the process has the index

    assert queries(client, "/en/studies/three/") == queries(client, "/en/studies/one/")


@pytest.mark.parametrize("path", ["studies/", "changes/", "sites/", "sponsors/", "products/"])
def test_every_list_says_how_fresh_each_registry_is(client: Client, path: str):
    make_run(finished_at=datetime.now(UTC) - timedelta(hours=1))
    make_run(registry=Registry.CTIS, finished_at=datetime(2026, 1, 20, 5, 10, tzinfo=UTC))

    page = read(client, f"/en/{path}")

    line = text(page.find(".//div[@class='end fresh']/p"))
    assert "; CTIS (EU) read 20 Jan 2026 at 06:10. " in line
    assert texts(page, ".//p[@class='stale']") == [
        "CTIS (EU) has not been read for more than 48 hours. What stands here may have changed there."
    ]


def test_where_no_registry_was_read_a_list_says_from_when_its_statuses_are(client: Client):
    make_study()

    page = read(client, "/en/studies/")

    assert text(page.find(".//div[@class='end fresh']")) == (
        "No registry has been read since the register was set up. The newest status is as of 22 Aug 2026. "
        "How fresh is this?"
    )


@pytest.mark.parametrize("path", ["", "about/"])
def test_the_page_about_the_register_says_when_each_registry_was_read(client: Client, path: str):
    make_run(finished_at=datetime(2026, 7, 20, 5, 10, tzinfo=UTC))

    page = read(client, f"/en/{path}")

    [table] = [one for one in page.findall(".//table") if text(one.find("caption")) == "When the registries were read"]
    assert [texts(row, "*") for row in table.findall("tbody/tr")] == [
        ["ClinicalTrials.gov", "20 Jul 2026 at 07:10"],
        ["CTIS (EU)", "Not read yet"],
        ["ICTRP (WHO)", "Not read yet"],
    ]
