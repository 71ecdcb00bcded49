"""The front page, the list and studies' own pages, with the whole catalogue in the register."""

import re
from collections import defaultdict
from dataclasses import replace

import pytest
from django.test import Client
from django.utils.translation import override

from tests import reference
from tests.html import text, texts
from tests.query.questions import ask
from tests.views.reading import heading, read
from trials.outputs.rows import rows
from trials.outputs.wording import heading as heading_of
from trials.query.card_rows import cards
from trials.query.labels import labels

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

LANGUAGES = ["nb", "nn", "en"]
IN_NO_REGISTRY = {"nb": "Ikke i noe register ennå", "nn": "Ikkje i noko register enno", "en": "In no registry yet"}
NORWEGIAN = ["nct06581198", "ous-investigator-initiated-local-car-t", "ous-planned-anca-vasculitis"]


def count(**question: list[str]) -> int:
    return len(reference.members(question))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_shows_three_norwegian_studies_two_of_them_in_no_registry(client: Client, language: str):
    [section] = read(client, f"/{language}/").findall(".//section[@aria-labelledby='norway']")

    links = [link.attrib["href"] for link in section.findall(".//h3[@class='row-title']/a")]
    assert links == [f"/{language}/studies/{slug}/" for slug in NORWEGIAN]
    assert text(section.find(".//h2")).endswith(" 3")
    assert texts(section, ".//div[@class='row-status']/p").count(IN_NO_REGISTRY[language]) == 2


def test_the_front_pages_numbers_are_those_of_the_catalogue(client: Client):
    page = read(client, "/en/")

    places = [texts(row, "*") for row in page.findall(".//table[@class='index places']/tbody/tr")]
    recruiting = {"status": ["RECRUITING"]}
    assert places == [
        ["Norway", str(count(country=["NO"], **recruiting)), "3"],
        ["Nordic countries", str(count(region=["NORDIC"], **recruiting)), "7"],
        ["Europe", str(count(region=["EUROPE"], **recruiting)), "48"],
        ["The whole register", str(count(**recruiting)), "356"],
    ]
    diseases = {
        row.find("th/a").attrib["href"].split("=")[1]: texts(row, "td")  # type: ignore[union-attr]
        for row in page.findall(".//details[@class='fold']//tbody/tr")
    }
    assert diseases == {
        slug: [str(count(indication=[slug], **recruiting)), str(count(indication=[slug]))]
        for slug in reference.INDICATIONS
        if count(indication=[slug])
    }


def test_every_number_of_the_front_page_is_the_length_of_the_list_it_links_to(client: Client):
    page = read(client, "/en/")

    linked = [
        (row.find("th/a").attrib["href"], texts(row, "td")[-1])  # type: ignore[union-attr]
        for css in ("index places", "index")
        for row in page.findall(f".//table[@class='{css}']/tbody/tr")
    ]
    assert len(linked) > 60
    for address, shown in linked[::12]:
        assert heading(read(client, address)).split()[0] == shown, address


def test_the_examples_of_the_search_box_find_something(client: Client):
    examples = read(client, "/nb/").findall(".//p[@class='hint']/a")

    assert len(examples) == 4
    for example in examples:
        assert not heading(read(client, example.attrib["href"])).startswith("0 "), text(example)


@pytest.mark.parametrize(
    ("language", "answer", "caution"),
    [
        (
            "nb",
            [
                "Åpen ifølge register",
                "Rekrutterer ifølge ClinicalTrials.gov, 22. aug. 2026",
                "Ikke bekreftet av studiestedet",
            ],
            "notes_nb",
        ),
        (
            "nn",
            [
                "Open ifølgje register",
                "Rekrutterer ifølgje ClinicalTrials.gov, 22. aug. 2026",
                "Ikkje stadfesta av studiestaden",
            ],
            "notes_nn",
        ),
        (
            "en",
            [
                "Open according to a registry",
                "Recruiting according to ClinicalTrials.gov, 22 Aug 2026",
                "Not confirmed by the site",
            ],
            "notes_en",
        ),
    ],
)
def test_autograph_opens_with_oslo_and_its_caution(client: Client, language: str, answer: list[str], caution: str):
    page = read(client, f"/{language}/studies/nct06581198/")

    assert texts(page, ".//div[@class='answer-main']/p")[:3] == answer
    assert texts(page, ".//section[@class='caution']//p")[0] == reference.RECORDS["nct06581198"][caution]
    assert page.findall(".//section[@class='caution']//p/span[@lang]") == []


def test_autograph_shows_each_of_its_sites_once(client: Client):
    page = read(client, "/en/studies/nct06581198/")

    addresses = [link.attrib["href"] for link in page.findall(".//table[@class='facts sites']//a")]
    links = [address.split("/")[3] for address in addresses if address.startswith("/en/sites/")]
    assert sorted(links) == sorted(one["site"] for one in reference.RECORDS["nct06581198"]["sites"])
    assert texts(page, ".//table[@class='facts sites']/tbody[1]/tr/th")[:2] == ["Nordic countries", "Norway 1"]
    assert text(page.find(".//table[@class='facts sites']/tbody[1]/tr[2]/td")) == (
        "Oslo University Hospital, Rikshospitalet, Oslo"
    )


@pytest.mark.parametrize("slug", NORWEGIAN[1:])
def test_a_study_in_no_registry_says_so_at_the_top(client: Client, slug: str):
    page = read(client, f"/nb/studies/{slug}/")

    assert IN_NO_REGISTRY["nb"] in text(page.find(".//section[@class='answer']"))
    assert IN_NO_REGISTRY["nb"] in texts(page, ".//section[@aria-labelledby='numbers']/p")
    assert "ClinicalTrials.gov" not in texts(page, ".//dl[@class='answer-dl']//a")


def test_every_study_has_a_page_with_a_title_of_its_own(client: Client):
    titles = {}
    for slug in list(reference.RECORDS)[::18] + NORWEGIAN:
        titles[slug] = text(read(client, f"/nb/studies/{slug}/").find(".//title"))

    assert len(set(titles.values())) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_and_number_and_status_tell_all_studies_apart(language: str):
    with override(language):
        shown = rows(cards(ask().studies).values(), language)

    assert len({(row.title.text, row.number, row.status.label) for row in shown}) == 356


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_that_can_be_chosen_has_a_heading_of_its_own(language: str):
    nothing = replace(ask(), studies=[])
    with override(language):
        names = labels(nothing.index, language)
        headings = {
            (facet, value): heading_of(replace(nothing, chosen={facet: [value]}), names)
            for facet, values in reference.OPTIONS.items()
            for value in values
            # Two towns of one name in one country, whose state the catalogue has in their addresses alone.
            if value != "undisclosed-rochester-new-york-us"
        }

    assert len(set(headings.values())) == len(headings)


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("?q=&status=&site=", ""),
        ("?page=1", ""),
        ("?page=2&sort=start", "?page=2&sort=start"),
        ("?q=Sj%C3%B8gren&status=&country=NO&country=SE", "?q=Sj%C3%B8gren&country=NO&country=SE"),
    ],
)
def test_a_question_has_one_address_in_each_language(client: Client, query: str, canonical: str):
    page = read(client, f"/nb/studies/{query}")

    links = {link.attrib["rel"]: link.attrib["href"] for link in page.findall(".//link")}
    twins = {link.attrib["hreflang"]: link.attrib["href"] for link in page.findall(".//link[@hreflang]")}
    assert links["canonical"] == f"http://localhost:8000/nb/studies/{canonical}"
    assert twins == {code: f"http://localhost:8000/{code}/studies/{canonical}" for code in LANGUAGES}


def test_a_page_that_takes_no_question_has_one_address(client: Client):
    page = read(client, "/nb/studies/nct06581198/?utm_source=mail")

    [canonical] = page.findall(".//link[@rel='canonical']")
    assert canonical.attrib["href"] == "http://localhost:8000/nb/studies/nct06581198/"


def test_the_numbers_shown_beside_the_choices_are_the_lengths_of_their_lists(client: Client):
    page = read(client, "/en/studies/?indication=lupus-nephritis&region=EUROPE")

    shown: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for option in page.findall(".//div[@class='opt']"):
        [box] = option.findall("input")
        if option.find(".//*[@class='count']") is None:
            continue  # "only here" and "from abroad" are switches, and no choices
        shown[box.attrib["name"]][box.attrib["value"]] = int(text(option.find(".//*[@class='count']")))
    for select in page.findall(".//select"):
        for option in select.findall("option")[1:]:
            [number] = re.findall(r"\((\d+)\)$", text(option))
            shown[select.attrib["name"]][option.attrib["value"]] = int(number)

    question = {"indication": ["lupus-nephritis"], "region": ["EUROPE"]}
    for facet in reference.OPTIONS:
        counted = reference.counts(question, facet)
        # Of hundreds of sites those are offered that have most studies in the list.
        assert shown[facet] == {value: n for value, n in counted.items() if facet != "site" or value in shown[facet]}
        assert min(shown[facet].values()) <= 1 or len(shown[facet]) == len(counted)


def test_all_pages_of_a_list_together_hold_every_study_once(client: Client):
    slugs = []
    for number in (1, 2, 3):
        page = read(client, f"/en/studies/?status=NOT_YET_RECRUITING&page={number}&sort=size")
        slugs += [link.attrib["href"].split("/")[3] for link in page.findall(".//h2[@class='row-title']/a")]

    assert slugs == reference.answer({"status": ["NOT_YET_RECRUITING"], "sort": ["size"]})
    assert text(page.find(".//p[@class='end']")) == "Showing 51–69 of 69."
    assert text(page.find(".//title")) == "69 studies, not yet recruiting, Order: Size, page 3 – CAR-T tracker"
