"""The list of sponsors and a sponsor's own page."""

import pytest
from django.test import Client

from tests.factories import make_product, make_sponsor, make_study, make_target
from tests.html import text, texts
from tests.views.reading import facts, faults, first_column, heading, notices, queries, read, row_titles, table
from trials.choices import Modality, PublicationState, SponsorType
from trials.models import Sponsor

pytestmark = pytest.mark.django_db


def test_sponsors_stand_in_the_alphabetical_order_of_the_language(client: Client) -> None:
    make_sponsor(name="Ørsted")
    make_sponsor(name="Zelluna")
    make_sponsor(name="Autolus")

    norwegian = read(client, "/nb/sponsors/")
    english = read(client, "/en/sponsors/")

    assert first_column(norwegian) == ["Autolus", "Zelluna", "Ørsted"]
    assert first_column(english) == ["Autolus", "Ørsted", "Zelluna"]


def test_a_row_says_what_the_sponsor_is_and_counts_published_studies(client: Client) -> None:
    sponsor = make_sponsor(name="Novartis", country="CH")
    unknown = make_sponsor(name="Somebody", sponsor_type="")
    make_study(primary_sponsor=sponsor)
    make_study(primary_sponsor=sponsor, publication_state=PublicationState.DRAFT)

    page = read(client, "/en/sponsors/")

    assert unknown.name == "Somebody"
    assert table(page) == [
        ["NovartisIndustry · Switzerland", "1", "1"],
        ["SomebodySponsor type not stated · Country not stated", "0", "0"],
    ]


@pytest.mark.parametrize(
    ("query", "words", "names"),
    [
        ("", "3 sponsors", ["Autolus", "Charité", "Novartis"]),
        ("?sponsor_type=INDUSTRY", "2 sponsors, industry", ["Autolus", "Novartis"]),
        ("?sponsor_type=INDUSTRY&country=CH", "1 sponsor in Switzerland, industry", ["Novartis"]),
        (
            "?sponsor_type=INDUSTRY&sponsor_type=INVESTIGATOR_INITIATED&country=DE",
            "1 sponsor in Germany, industry or hospital, university or investigator",
            ["Charité"],
        ),
        ("?country=IS", "0 sponsors in Iceland", []),
        ("?q=britain", "1 sponsor, with hits for “britain”", ["Autolus"]),
        ("?q=Novartis+Pharma", "1 sponsor, with hits for “Novartis Pharma”", ["Novartis"]),
    ],
)
def test_the_heading_says_what_is_shown(client: Client, query: str, words: str, names: list[str]) -> None:
    make_sponsor(name="Novartis", country="CH", aliases=["Novartis Pharma"])
    make_sponsor(name="Autolus", country="GB")
    make_sponsor(name="Charité", country="DE", sponsor_type=SponsorType.INVESTIGATOR_INITIATED)

    page = read(client, f"/en/sponsors/{query}")

    assert heading(page) == words
    assert first_column(page) == names


def test_the_choices_say_how_many_each_would_leave(client: Client) -> None:
    make_sponsor(country="CH")
    make_sponsor(country="NO")
    make_sponsor(country="", sponsor_type=SponsorType.INVESTIGATOR_INITIATED)

    page = read(client, "/en/sponsors/?country=CH")

    assert texts(page, ".//select[@id='sponsor_type']/option") == [
        "All",
        "Industry (1)",
        "Hospital, university or investigator (0)",
    ]
    assert texts(page, ".//select[@id='country']/option") == ["All", "Norway (1)", "Switzerland (1)"]


def test_a_typing_error_is_forgiven_and_told(client: Client) -> None:
    make_sponsor(name="Novartis")

    page = read(client, "/en/sponsors/?q=novratis")

    assert first_column(page) == ["Novartis"]
    assert notices(page) == ["Nothing here is called “novratis”. Showing hits for “Novartis”."]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?region=NORDIC", "There is no filter called “region”."),
        ("?sponsor_type=COMPANY", "Sponsor type: “COMPANY” is not one of the values."),
        ("?country=EU", "Country: “EU” is not one of the values."),
        ("?page=-1", "Page: “-1” is not a whole number from 1 to 999999."),
    ],
)
def test_a_wrong_question_is_named_and_answered_with_nothing(client: Client, query: str, fault: str) -> None:
    make_sponsor()

    page = read(client, f"/en/sponsors/{query}", status=400)

    assert faults(page) == [fault]
    assert table(page) == []


def test_the_list_ends_where_it_ends(client: Client) -> None:
    Sponsor.objects.bulk_create(Sponsor(slug=f"s{n}", name=f"Sponsor {n:02d}") for n in range(51))

    second = read(client, "/en/sponsors/?page=2")
    third = read(client, "/en/sponsors/?page=3", status=404)

    assert first_column(second) == ["Sponsor 50"]
    assert faults(third) == ["There is no page 3: the list ends at page 2."]


def test_the_list_needs_as_many_queries_for_three_sponsors_as_for_one(client: Client) -> None:
    make_study(primary_sponsor=make_sponsor(country="NO"))
    for_one = queries(client, "/en/sponsors/")
    make_study(primary_sponsor=make_sponsor(country="SE"))
    make_study(primary_sponsor=make_sponsor(country="DE"))

    assert queries(client, "/en/sponsors/") == for_one


def test_a_sponsor_says_what_it_is_and_what_is_not_stated(client: Client) -> None:
    make_sponsor(
        "charite", name="Charité", aliases=["Charité – Universitätsmedizin"], sponsor_type="INVESTIGATOR_INITIATED"
    )

    page = read(client, "/en/sponsors/charite/")

    assert heading(page) == "Charité"
    assert facts(page) == {
        "Sponsor type": "Hospital, university or investigator",
        "Country": "Not stated by the source",
        "Also called": "Charité – Universitätsmedizin",
    }


def test_a_sponsor_shows_its_studies_what_it_develops_and_where_it_collaborates(client: Client) -> None:
    sponsor = make_sponsor("novartis", name="Novartis")
    product = make_product("rapca", name="rapca-cel", developer=sponsor, targets=[make_target("cd19")])
    make_study(acronym="OWN", identifiers=[], primary_sponsor=sponsor, products=[product])
    make_study(acronym="WITH OTHERS", identifiers=[], collaborators=[sponsor])
    make_study(acronym="HIDDEN", collaborators=[sponsor], publication_state=PublicationState.DRAFT)

    page = read(client, "/en/sponsors/novartis/")

    sections = {section.get("aria-labelledby"): section for section in page.findall(".//section")}
    assert row_titles(sections["studies"]) == ["OWN"]
    assert row_titles(sections["collaborations"]) == ["WITH OTHERS"]
    assert table(sections["products"]) == [["rapca-celAutologous CD19 CAR-T · Novartis", "1", "1"]]
    assert page.find(".//a[@href='/en/studies/?sponsor=novartis']") is not None
    assert texts(page, ".//p[@class='lede']") == [
        "1 study. 0 open and confirmed by the site, 1 open according to a registry, 0 opening soon."
    ]


def test_a_sponsor_without_a_study_says_so(client: Client) -> None:
    make_sponsor("nobody", name="Nobody")

    page = read(client, "/en/sponsors/nobody/")

    assert texts(page, ".//section[@aria-labelledby='studies']/p") == ["None in the register."]
    assert text(page.find(".//title")) == "Nobody: 0 studies – CAR-T tracker"


def test_a_sponsor_needs_as_many_queries_for_three_of_each_as_for_one(client: Client) -> None:
    sponsor = make_sponsor("novartis")

    def add() -> None:
        product = make_product(developer=sponsor, modality=Modality.CAR_NK, targets=[make_target()])
        make_study(primary_sponsor=sponsor, products=[product])
        make_study(collaborators=[sponsor])

    add()
    for_one = queries(client, "/en/sponsors/novartis/")
    add()
    add()

    assert queries(client, "/en/sponsors/novartis/") == for_one


def test_a_sponsor_that_is_not_there_is_not_found(client: Client) -> None:
    read(client, "/en/sponsors/nobody/", status=404)
