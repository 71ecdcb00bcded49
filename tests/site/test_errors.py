"""Errors are told in the dress of the site, in the reader's language, and tell nothing of its insides."""

from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from tests.html import parse, text
from tests.site.urls import SECRET

HEADINGS = {400: "We cannot read this address", 404: "There is no such page"}
ADDRESSES = {400: "?q=%00", 404: "none/"}


def in_words(status: int, language: str) -> tuple[str, str]:
    """The language and the heading of the page that tells of an error."""
    with translation.override(language):
        return language, gettext(HEADINGS[status])


def heading(answer: HttpResponse) -> tuple[str | None, str]:
    """The page's language and its heading."""
    page = parse(answer.content)
    return page.get("lang"), text(page.find(".//h1"))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("status", HEADINGS)
def test_an_error_is_told_in_the_language_of_the_address(status: int, language: str, client: Client) -> None:
    answer = cast(
        HttpResponse,
        client.get(f"/{language}/{ADDRESSES[status]}", headers={"Accept-Language": "nb" if language == "en" else "en"}),
    )

    assert (answer.status_code, heading(answer)) == (status, in_words(status, language))
    assert answer["Content-Language"] == language


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("status", HEADINGS)
def test_an_error_at_an_address_without_a_language_is_told_in_the_readers(
    status: int, language: str, client: Client
) -> None:
    answer = cast(HttpResponse, client.get(f"/{ADDRESSES[status]}", headers={"Accept-Language": language}))

    assert (answer.status_code, heading(answer)) == (status, in_words(status, language))
    assert answer["Vary"] == "Accept-Language"


@pytest.mark.parametrize("status", HEADINGS)
def test_an_error_has_three_different_headings(status: int) -> None:
    assert len({in_words(status, language)[1] for language in ("nb", "nn", "en")}) == 3


@pytest.mark.parametrize("path", ["/nb/none/", "/nb/?q=%00"])
def test_an_error_offers_a_way_on(path: str, client: Client) -> None:
    page = parse(cast(HttpResponse, client.get(path)).content)

    assert {"/nb/", "/nb/studies/"} <= {link.get("href") for link in page.findall(".//main//a")}


@pytest.mark.parametrize("path", ["/nb/none/", "/nb/?q=%00", "/none/"])
def test_an_error_needs_no_database(path: str, client: Client) -> None:
    # No test of this module may touch it: pytest-django would say so.
    assert cast(HttpResponse, client.get(path)).status_code in {400, 404}


@pytest.mark.urls("tests.site.urls")
@pytest.mark.parametrize("path", ["/nb/broken/", "/en/broken/", "/admin/broken/"])
def test_a_fault_of_ours_is_told_in_both_languages_without_the_database(path: str) -> None:
    answer = cast(HttpResponse, Client(raise_request_exception=False).get(path))

    page = parse(answer.content)
    assert answer.status_code == 500
    assert text(page.find(".//h1")) == "Noe gikk galt hos oss"
    assert text(page.find(".//*[@lang='en']/h2")) == "Something went wrong on our side"
    assert {"/nb/", "/en/"} <= {link.get("href") for link in page.findall(".//main//a")}


@pytest.mark.urls("tests.site.urls")
def test_a_fault_of_ours_leaks_nothing() -> None:
    html = cast(HttpResponse, Client(raise_request_exception=False).get("/nb/broken/?q=<b>")).content.decode()

    assert not [word for word in (SECRET, "RuntimeError", "Traceback", "tests", "<b>") if word in html]


@pytest.mark.urls("tests.site.urls")
def test_a_fault_of_ours_is_told_to_the_operator(caplog: pytest.LogCaptureFixture) -> None:
    Client(raise_request_exception=False).get("/nb/broken/")

    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert told.exc_info
    assert str(told.exc_info[1]) == SECRET
