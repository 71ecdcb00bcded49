"""The pages that explain: glossary, about, accessibility and privacy."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import make_study, make_term
from tests.html import text
from tests.views.reading import facts, queries, read, table

pytestmark = pytest.mark.django_db


def test_the_glossary_stands_in_the_alphabetical_order_of_the_language(client: Client) -> None:
    make_term("open", term_nb="Åpen studie", term_nn="Open studie", term_en="Open-label")
    make_term("phase", term_nb="Fase 1", term_en="Phase 1")
    make_term("b-cell", term_nb="B-celle", term_en="B cell")
    make_term("tiny", term_nb="Ørsmå celler", term_en="Tiny cells")

    norwegian = read(client, "/nb/glossary/")
    english = read(client, "/en/glossary/")

    assert [item.get("id") for item in norwegian.findall(".//dl/div")] == ["b-cell", "phase", "tiny", "open"]
    assert [item.get("id") for item in english.findall(".//dl/div")] == ["b-cell", "open", "phase", "tiny"]
    assert [(text(a), a.get("href")) for a in norwegian.findall(".//nav[@class='letters']//a")] == [
        ("B", "#b-cell"),
        ("F", "#phase"),
        ("Ø", "#tiny"),
        ("Å", "#open"),
    ]


def test_a_word_stands_with_its_explanation_and_what_it_is_called_in_the_other_language(client: Client) -> None:
    make_term("cell", term_nb="B-celle", term_en="B cell", definition_nb="På norsk.", definition_en="In English.")
    make_term("crs", term_nb="CRS", term_en="CRS", definition_nb="Norsk.", definition_en="English.")

    assert facts(read(client, "/nb/glossary/"), "glossary") == {"B-celle B cell": "På norsk.", "CRS": "Norsk."}
    assert facts(read(client, "/en/glossary/"), "glossary") == {"B cell B-celle": "In English.", "CRS": "English."}


def test_a_missing_nynorsk_explanation_is_bokmal_and_marked_so(client: Client) -> None:
    make_term(term_nb="Celle", term_nn="Celle", term_en="Celle", definition_nb="På bokmål.")

    page = read(client, "/nn/glossary/")

    assert [(span.get("lang"), text(span)) for span in page.findall(".//dl//span")] == [("nb", "På bokmål.")]


def test_the_glossary_needs_as_many_queries_for_three_words_as_for_one(client: Client) -> None:
    make_term()
    for_one = queries(client, "/en/glossary/")
    make_term()
    make_term()

    assert queries(client, "/en/glossary/") == for_one


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("page", ["about", "accessibility", "privacy"])
def test_every_page_of_prose_is_there_in_every_language(client: Client, language: str, page: str) -> None:
    found = read(client, f"/{language}/{page}/")

    assert found.get("lang") == language
    assert len(found.findall(".//h1")) == 1
    assert len(found.findall(".//div[@class='prose']/h2")) > 1


def test_the_page_about_the_register_counts_it_and_says_how_fresh_it_is(client: Client) -> None:
    make_study()

    page = read(client, "/en/about/")

    counts = {text(row.find("th")): text(row.find("td")) for row in page.findall(".//div[@class='prose']//tbody/tr")}
    assert counts["Studies"] == "1"
    assert ["Confirmed by study sites", "", "0"] in table(page, "facts")


def test_the_page_about_the_register_needs_as_many_queries_for_three_studies_as_for_one(client: Client) -> None:
    make_study()
    for_one = queries(client, "/en/about/")
    make_study()
    make_study()

    assert queries(client, "/en/about/") == for_one


@pytest.mark.parametrize("page", ["about", "accessibility", "privacy"])
def test_readers_are_told_whom_to_write_to(client: Client, settings: Settings, page: str) -> None:
    settings.CONTACT_EMAIL = "register@example.org"

    found = read(client, f"/en/{page}/")

    assert {a.get("href") for a in found.findall(".//a") if "@" in text(a)} == {"mailto:register@example.org"}


@pytest.mark.parametrize("page", ["about", "accessibility", "privacy"])
def test_without_an_address_nobody_is_told_to_write_to_it(client: Client, settings: Settings, page: str) -> None:
    settings.CONTACT_EMAIL = ""

    found = read(client, f"/en/{page}/")

    assert [a.get("href") for a in found.findall(".//a") if (a.get("href") or "").startswith("mailto:")] == []
