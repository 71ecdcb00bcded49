"""Three languages, each under an address of its own; who has said nothing gets bokmål."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.html import parse, text
from tests.site.pages import LANGUAGES, NAMES, Pages, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

SITE = settings.SITE_URL


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("nb", "nb"),
        ("nn", "nn"),
        ("en", "en"),
        ("no", "nb"),
        ("nb-NO", "nb"),
        ("nn-NO", "nn"),
        ("en-US", "en"),
        ("NN-no", "nn"),
        ("sv", "nb"),
        ("sv, en;q=0.5", "en"),
        ("no, en;q=0.9", "nb"),
        ("no, nn;q=0.9, en;q=0.8", "nb"),
        ("de, fr;q=0.9", "nb"),
        ("en-GB;q=0.9, nn;q=1", "nn"),
        ("en-GB;q=0.9,nn;q=0.95,nb;q=0.1", "nn"),
        ("en;q=0, nn;q=0.1", "nn"),
        ("en;q=0", "nb"),
        ("*", "nb"),
        ("", "nb"),
        ("\u00e6;;q=x,,,", "nb"),
        ("en" * 3000, "nb"),
        ("en, " * 3000, "en"),
    ],
)
def test_the_front_door_opens_in_the_readers_language(header: str, language: str, client: Client) -> None:
    answer = client.get("/", headers={"Accept-Language": header})

    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/")


def test_the_front_door_opens_in_bokmal_for_who_says_nothing(client: Client) -> None:
    assert client.get("/")["Location"] == "/nb/"


@pytest.mark.parametrize("path", ["/", "/id/NCT06581198", "/id/NCT99999999"])
def test_an_address_without_a_language_says_that_it_varies_by_language(path: str, client: Client) -> None:
    answer = client.get(path, headers={"Accept-Language": "nn"})

    assert (answer["Vary"], answer["Content-Language"]) == ("Accept-Language", "nn")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_leads_to_the_study_in_the_readers_language(language: str, client: Client) -> None:
    answer = client.get("/id/NCT06581198", headers={"Accept-Language": language})

    assert answer["Location"].startswith(f"/{language}/studies/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_in_the_language_of_its_address_whatever_the_reader_prefers(
    name: str, language: str, every_page: Pages
) -> None:
    answer = every_page[name, language]

    assert (answer.status_code, answer["Content-Language"]) == (200, language)
    assert parse(answer.content).get("lang") == language


@pytest.mark.parametrize("name", NAMES)
def test_no_page_sets_a_cookie_or_varies_by_anything(name: str, every_page: Pages) -> None:
    answer = every_page[name, "nb"]

    assert (answer.cookies, answer.get("Vary")) == ({}, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_names_its_twins_in_the_other_languages(name: str, language: str, every_page: Pages) -> None:
    page, path = parse(every_page[name, language].content), path_of(name)

    alternates = page.findall("head/link[@hreflang]")
    assert [(link.get("rel"), link.get("hreflang"), link.get("href")) for link in alternates] == [
        ("alternate", code, f"{SITE}/{code}/{path}") for code in LANGUAGES
    ]
    assert [link.get("href") for link in page.findall("head/link[@rel='canonical']")] == [f"{SITE}/{language}/{path}"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_leads_to_its_twins_by_plain_links(name: str, language: str, every_page: Pages) -> None:
    page, path = parse(every_page[name, language].content), path_of(name)

    links = page.findall("body/header//a[@hreflang]")
    assert [(link.get("lang"), link.get("href")) for link in links] == [(code, f"/{code}/{path}") for code in LANGUAGES]
    assert [link.get("lang") for link in links if link.get("aria-current")] == [language]


def test_the_question_goes_along_into_the_other_language(client: Client) -> None:
    page = parse(client.get("/nb/studies/?q=lupus+nefritt&status=RECRUITING").content)

    hrefs = [link.get("href") for link in page.findall("body/header//a[@hreflang]")]

    assert hrefs == [f"/{code}/studies/?q=lupus+nefritt&status=RECRUITING" for code in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_title_of_its_own(language: str, every_page: Pages) -> None:
    titles = [text(parse(every_page[name, language].content).find("head/title")) for name in NAMES]

    assert len(set(titles)) == len(NAMES)
    assert not [title for title in titles if not re.fullmatch(r".{4,} – CAR-T tracker", title)]


@pytest.mark.parametrize("path", ["/sv/", "/no/studies/", "/EN/", "/nb-no/", "/e/"])
def test_there_is_no_other_language(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_links_to_the_pages_in_the_language_of_its_address(language: str, client: Client) -> None:
    lines = client.get(f"/{language}/studies/?format=csv&country=NO").getvalue().decode("utf-8-sig").splitlines()

    addresses = {field for line in lines[1:] for field in line.split(",") if field.startswith(SITE)}
    assert addresses
    assert all(address.startswith(f"{SITE}/{language}/studies/") for address in addresses)
