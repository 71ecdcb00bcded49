"""The feed of changes against the musts of RFC 4287."""

import re
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils.dateparse import parse_datetime

from tests.factories import make_person, make_study, make_study_change
from trials.models import Study

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PUBLISHED = datetime(2026, 2, 1, 9, tzinfo=UTC)
TAG = re.compile(r"tag:localhost,2026-11-26:[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+")
MUST = ("id", "title", "updated")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def ask(client: Client, query: str = "", language: str = "en") -> Element:
    response = client.get(f"/{language}/changes/?{query}format=atom")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed: Element = fromstring(response.content, forbid_dtd=True)
    return feed


def faults(feed: Element) -> list[str]:
    """The musts of RFC 4287, sections 4.1 and 4.2, that the feed breaks."""
    found = [] if feed.tag == f"{ATOM}feed" else ["the root is no atom:feed"]
    found += [] if feed.findtext(f"{ATOM}author/{ATOM}name") else ["no author"]
    found += _faults_of_links(feed)
    for thing in [feed, *feed.findall(f"{ATOM}entry")]:
        found += [
            f"{one} is not there once" for one in ("id", "title", "updated") if len(thing.findall(ATOM + one)) != 1
        ]
        found += [] if TAG.fullmatch(thing.findtext(f"{ATOM}id") or "") else [f"id {thing.findtext(ATOM + 'id')}"]
        for name in ("updated", "published"):
            found += [
                f"{name} {one.text}" for one in thing.findall(ATOM + name) if not RFC3339.fullmatch(one.text or "")
            ]
    for entry in feed.findall(f"{ATOM}entry"):
        found += [f"no {one}" for one in ("link", "summary") if entry.find(ATOM + one) is None]
        found += [f"{one} more than once" for one in ("published", "summary") if len(entry.findall(ATOM + one)) > 1]
        found += _faults_of_links(entry)
    ids = [one.text for one in feed.iter(f"{ATOM}id")]
    return found + [f"{one} twice" for one in set(ids) if ids.count(one) > 1]


def _faults_of_links(thing: Element) -> list[str]:
    links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in thing.findall(f"{ATOM}link")]
    bad = [link.get("href") for link in thing.findall(f"{ATOM}link") if not (link.get("href") or "").startswith("http")]
    return [f"link {one}" for one in bad] + [f"{link} twice" for link in set(links) if links.count(link) > 1]


@pytest.fixture
def studies() -> list[Study]:
    return [
        make_study(
            f"study-{number}", acronym=f"<CAR> & \u000b{number}", first_published_at=PUBLISHED, countries=countries
        )
        for number, countries in enumerate((["NO"], ["SE"]))
    ]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_feed_keeps_what_the_standard_demands(client: Client, studies: list[Study], language: str) -> None:
    for study in studies:
        make_study_change(study, "recruitment_status", "RECRUITING", "SUSPENDED")
        make_study_change(study, "sample_size", 1, 2)
        make_study_change(study, "why_stopped", "", "a \u000b </summary> & b", by=make_person())

    feed = ask(client, language=language)

    assert faults(feed) == []
    assert feed.get(LANGUAGE) == language
    assert len(feed.findall(f"{ATOM}entry")) == 6


@pytest.mark.usefixtures("studies")
def test_an_empty_feed_is_a_feed_that_does_not_change(client: Client) -> None:
    first, again = (client.get("/en/changes/?country=IS&format=atom") for _ in range(2))

    feed = fromstring(first.content, forbid_dtd=True)
    assert faults(feed) == []
    assert feed.findall(f"{ATOM}entry") == []
    assert first.content == again.content


def test_an_entry_says_which_study_what_and_who(client: Client, studies: list[Study]) -> None:
    make_study_change(studies[1], "recruitment_status", "RECRUITING", "SUSPENDED")

    entry, *_new = ask(client).findall(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}title") == "<CAR> & 1: Recruitment paused (was: recruiting)"
    assert entry.findtext(f"{ATOM}summary") == (
        "<ul><li>Recruitment paused (was: recruiting)</li></ul><p>ClinicalTrials.gov, 1 March 2026</p>"
    )
    assert entry.find(f"{ATOM}link").get("href") == "http://localhost:8000/en/studies/study-1/"  # type: ignore[union-attr]
    assert parse_datetime(entry.findtext(f"{ATOM}updated") or "") == datetime(2026, 3, 2, 5, tzinfo=UTC)


def test_ids_stay_when_more_changes_and_the_feed_is_as_new_as_its_newest_entry(
    client: Client, studies: list[Study]
) -> None:
    make_study_change(studies[0], "sample_size", 1, 2)
    before = [one.text for one in ask(client).iter(f"{ATOM}id")]
    make_study_change(studies[0], "sample_size", 2, 3, at=datetime(2026, 3, 9, 5, tzinfo=UTC))

    feed = ask(client)

    ids = [one.text for one in feed.iter(f"{ATOM}id")]
    assert [one for one in ids if one in before] == before
    assert len(ids) == len(before) + 1
    assert feed.findtext(f"{ATOM}updated") == "2026-03-09T05:00:00+00:00"


def test_the_feed_takes_the_question_of_the_list_and_names_itself(client: Client, studies: list[Study]) -> None:
    feed = ask(client, "country=SE&sort=size&page=1&")

    assert [one.findtext(f"{ATOM}title") for one in feed.findall(f"{ATOM}entry")] == ["<CAR> & 1: New in the register"]
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": "http://localhost:8000/en/changes/?country=SE",
        "self": "http://localhost:8000/en/changes/?country=SE&format=atom",
    }


def test_a_person_is_never_named(client: Client, studies: list[Study]) -> None:
    person = make_person("kari", first_name="Kari", last_name="Hemmelig")
    make_study_change(studies[0], "sample_size", 1, 2, by=person)

    response = client.get("/en/changes/?format=atom")

    assert b"The register\xe2\x80\x99s editors, 2 March 2026" in response.content
    assert b"Hemmelig" not in response.content
    assert b"kari" not in response.content.lower()


@pytest.mark.parametrize(
    ("query", "status"), [("age=x", 400), ("country=no", 400), ("format=csv", 400), ("page=9", 404)]
)
@pytest.mark.usefixtures("studies")
def test_a_wrong_question_is_named_and_answered_with_no_feed(client: Client, query: str, status: int) -> None:
    response = client.get(f"/en/changes/?format=atom&{query}")

    assert response.status_code == status
    assert b"<feed" not in response.content


@pytest.mark.usefixtures("studies")
def test_the_short_address_leads_to_the_feed_with_its_question(client: Client) -> None:
    response = client.get("/nb/changes.atom?country=NO&status=RECRUITING")

    assert response.status_code == 301
    assert response.headers["Location"] == "/nb/changes/?country=NO&status=RECRUITING&format=atom"


@pytest.mark.usefixtures("studies")
def test_who_has_the_feed_already_is_told_so(client: Client) -> None:
    first = client.get("/en/changes/?format=atom")

    again = client.get("/en/changes/?format=atom", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("studies")
@pytest.mark.parametrize("path", ["/en/changes/", "/en/changes/?format=atom", "/en/changes.atom"])
def test_the_feed_is_only_read(client: Client, path: str) -> None:
    assert client.head(path).status_code in {200, 301}
    assert client.head(path).content == b""
    assert [client.post(path).status_code, client.delete(path).status_code] == [405, 405]
