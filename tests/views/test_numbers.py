"""The address of a study by any of its numbers."""

import pytest
from django.test import Client

from tests.factories import make_study
from tests.html import text
from tests.views.reading import queries, read
from trials.choices import IdentifierScheme, PublicationState

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "number", ["NCT06581198", "nct 06581198", "2023-508143-51-00", "2023-508143-51", "CYTB323G12301", "cytb323g12301/"]
)
def test_any_number_in_any_writing_leads_to_the_study(client: Client, number: str) -> None:
    make_study(
        "autograph",
        identifiers=[
            (IdentifierScheme.CTGOV, "NCT06581198"),
            (IdentifierScheme.CTIS, "2023-508143-51-01"),
            (IdentifierScheme.SPONSOR_PROTOCOL, "CYTB323G12301"),
        ],
    )

    response = client.get(f"/id/{number}")

    assert (response.status_code, response.headers["Location"]) == (302, "/nb/studies/autograph/")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_number_leads_to_the_page_in_the_readers_language(client: Client, language: str) -> None:
    make_study("autograph", identifiers=[(IdentifierScheme.CTGOV, "NCT06581198")])

    response = client.get("/id/NCT06581198", headers={"Accept-Language": language})

    assert response.headers["Location"] == f"/{language}/studies/autograph/"


def test_a_number_that_no_study_has_is_told_where_else_to_look(client: Client) -> None:
    response = client.get("/id/nct01234567", headers={"Accept-Language": "en"})

    page = read(client, "/id/nct01234567", status=404)
    links = [link.get("href") for link in page.findall(".//main//li/a")]
    assert response.status_code == 404
    assert links == [
        "https://clinicaltrials.gov/study/NCT01234567",
        "https://clinicaltrials.gov/",
        "https://euclinicaltrials.eu/search-for-clinical-trials/",
    ]


def test_the_page_for_an_unknown_number_speaks_the_readers_language(client: Client) -> None:
    from_english = client.get("/id/ABC-1", headers={"Accept-Language": "en"})

    assert b"No study here has the number ABC-1" in from_english.content
    assert from_english.headers["Content-Language"] == "en"
    assert from_english.headers["Vary"] == "Accept-Language"


def test_an_unpublished_study_is_not_found_by_its_number(client: Client) -> None:
    make_study(identifiers=[(IdentifierScheme.CTGOV, "NCT06581198")], publication_state=PublicationState.IN_REVIEW)

    read(client, "/id/NCT06581198", status=404)


def test_a_number_that_several_studies_have_shows_them_all(client: Client) -> None:
    make_study("one", acronym="ONE", identifiers=[(IdentifierScheme.CTGOV, "NCT06581198")])
    make_study("two", acronym="TWO", identifiers=[(IdentifierScheme.SPONSOR_PROTOCOL, "NCT06581198")])

    page = read(client, "/id/NCT06581198", status=300)

    found = [(text(link), link.get("href")) for link in page.findall(".//main//li/a")]
    assert found == [("ONE", "/nb/studies/one/"), ("TWO", "/nb/studies/two/")]


@pytest.mark.parametrize("number", ["/", "%20", "x" * 190, "<script>", "æøå", "../admin"])
def test_what_is_no_number_is_not_found(client: Client, number: str) -> None:
    response = client.get(f"/id/{number}")

    assert response.status_code == 404
    assert b"<script>" not in response.content


def test_an_unknown_number_needs_as_many_queries_with_three_studies_as_with_one(client: Client) -> None:
    make_study()
    with_one = queries(client, "/id/NCT06581198", status=404)
    make_study()
    make_study()

    assert queries(client, "/id/NCT06581198", status=404) == with_one
