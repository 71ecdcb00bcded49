"""The list of study sites and a site's own page."""

import pytest
from django.test import Client

from tests.factories import make_site, make_source, make_study, make_study_site
from tests.html import text, texts
from tests.views.reading import facts, faults, first_column, heading, notices, queries, read, row_titles, table
from trials.choices import PublicationState, RecruitmentStatus
from trials.dates import PartialDate
from trials.models import Site

pytestmark = pytest.mark.django_db


def test_norway_stands_first_then_the_nordic_countries_then_europe_each_by_name(client: Client) -> None:
    make_site(name_en="Charité", country="DE")
    make_site(name_en="Årstad Hospital")
    make_site(name_en="Akershus Hospital")
    make_site(name_en="Tokyo Hospital", country="JP")
    make_site(name_en="Karolinska", country="SE")

    page = read(client, "/nb/sites/")

    assert first_column(page) == ["Akershus Hospital", "Årstad Hospital", "Karolinska", "Charité", "Tokyo Hospital"]


def test_a_row_says_where_the_site_is_and_counts_published_studies(client: Client) -> None:
    site = make_site(name_en="Haukeland", city="Bergen", health_region="HELSE_VEST")
    make_study(sites=[site])
    make_study(sites=[site], recruitment_status=RecruitmentStatus.COMPLETED)
    make_study(sites=[site], publication_state=PublicationState.DRAFT)

    page = read(client, "/en/sites/")

    assert table(page) == [["HaukelandBergen, Norway · Western Norway (Helse Vest)", "1", "2"]]


def test_a_hospital_that_the_registry_does_not_name_is_said_not_to_be_named(client: Client) -> None:
    make_site(name_en="Undisclosed site, Copenhagen", city="Copenhagen", country="DK", is_undisclosed=True)

    page = read(client, "/nb/sites/")

    assert first_column(page) == ["Sykehus ikke oppgitt, København"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "4 study sites"),
        ("?country=NO", "2 study sites in Norway"),
        ("?country=NO&country=DK", "3 study sites in Norway or in Denmark"),
        ("?region=NORDIC", "3 study sites in the Nordic countries"),
        ("?region=EUROPE", "4 study sites in Europe"),
        ("?region=HELSE_VEST", "1 study site in Western Norway (Helse Vest)"),
        ("?region=HELSE_VEST&country=DK", "0 study sites in Western Norway (Helse Vest) in Denmark"),
        ("?country=NO&q=bergen", "1 study site in Norway, with hits for “bergen”"),
        ("?country=&q=", "4 study sites"),
    ],
)
def test_the_heading_says_in_words_what_is_shown(client: Client, query: str, words: str) -> None:
    make_site(city="Bergen", health_region="HELSE_VEST")
    make_site()
    make_site(country="DK")
    make_site(country="DE")

    page = read(client, f"/en/sites/{query}")

    assert heading(page) == words
    assert text(page.find(".//title")) == f"{words} – CAR-T tracker"
    assert len(table(page)) == int(words.split(maxsplit=1)[0])


@pytest.mark.parametrize("words", ["kobenhavn", "COPENHAGEN", "Rigshospitalet", "rigs", "danmark", "Denmark rigs"])
def test_a_site_is_found_by_name_city_and_country_in_any_writing(client: Client, words: str) -> None:
    make_site(name_en="Rigshospitalet", city="Copenhagen", country="DK")
    make_site(name_en="Karolinska", city="Stockholm", country="SE")

    page = read(client, f"/en/sites/?q={words}")

    assert first_column(page) == ["Rigshospitalet"]


def test_a_typing_error_is_forgiven_and_told(client: Client) -> None:
    make_site(name_en="Haukeland")

    page = read(client, "/en/sites/?q=haukelnad")

    assert first_column(page) == ["Haukeland"]
    assert notices(page) == ["Nothing here is called “haukelnad”. Showing hits for “Haukeland”."]


def test_a_word_that_nothing_has_is_named(client: Client) -> None:
    make_site(name_en="Haukeland")

    page = read(client, "/en/sites/?q=haukeland+zzzzz")

    assert first_column(page) == []
    assert notices(page) == ["Nothing here is called “zzzzz”."]


def test_a_search_without_a_letter_or_digit_finds_nothing(client: Client) -> None:
    make_site()

    page = read(client, "/en/sites/?q=%2B%2B")

    assert heading(page) == "0 study sites, with hits for “++”"


def test_an_empty_list_says_what_to_loosen_with_counts(client: Client) -> None:
    make_site(name_en="Haukeland")
    make_site()

    page = read(client, "/en/sites/?country=IS&q=haukeland")

    loosenings = [(text(one), one.find("a").get("href")) for one in page.findall(".//ul[@class='loosen']/li")]  # type: ignore[union-attr]
    assert loosenings == [("Without “Iceland” 1", "?q=haukeland"), ("Without “haukeland” 0", "?country=IS")]


def test_the_countries_to_choose_are_those_that_occur_nearest_first_with_counts(client: Client) -> None:
    make_site(country="JP")
    make_site(country="SE")
    make_site()

    page = read(client, "/en/sites/?region=NORDIC")

    assert texts(page, ".//select[@id='country']/option") == ["All", "Norway (1)", "Sweden (1)", "Japan (0)"]


def test_the_one_chosen_country_stands_in_its_box(client: Client) -> None:
    make_site()

    page = read(client, "/en/sites/?country=IS")

    chosen = page.findall(".//select[@id='country']/option[@selected]")
    assert [text(option) for option in chosen] == ["Iceland (0)"]


def test_several_chosen_countries_are_kept_by_the_form_and_can_each_be_taken_away(client: Client) -> None:
    make_site()

    page = read(client, "/en/sites/?country=NO&country=DK")

    hidden = [field.get("value") for field in page.findall(".//input[@type='hidden']")]
    chips = [(text(chip), chip.get("href")) for chip in page.findall(".//a[@class='ds-chip']")]
    assert hidden == ["NO", "DK"]
    assert page.findall(".//select[@id='country']/option[@selected]") == []
    assert chips == [("Remove Norway", "?country=DK"), ("Remove Denmark", "?country=NO")]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?colour=red", "There is no filter called “colour”."),
        ("?format=csv", "There is no filter called “format”."),
        ("?country=XX", "Country: “XX” is not one of the values."),
        ("?country=no", "Country: “no” is not one of the values."),
        ("?region=ASIA", "Region: “ASIA” is not one of the values."),
        ("?page=0", "Page: “0” is not a whole number from 1 to 999999."),
        ("?page=two", "Page: “two” is not a whole number from 1 to 999999."),
        ("?q=oslo&q=bergen", "“q” can be given only once."),
    ],
)
def test_a_wrong_question_is_named_and_answered_with_nothing(client: Client, query: str, fault: str) -> None:
    make_site()

    page = read(client, f"/en/sites/{query}", status=400)

    assert faults(page) == [fault]
    assert table(page) == []
    assert heading(page) == "We cannot answer this question"


def test_fifty_sites_stand_on_a_page_and_the_list_ends_where_it_ends(client: Client) -> None:
    Site.objects.bulk_create(
        Site(slug=f"s{n}", name_en=f"Site {n:02d}", city="Paris", country="FR") for n in range(1, 52)
    )

    first = read(client, "/en/sites/")
    second = read(client, "/en/sites/?page=2")
    third = read(client, "/en/sites/?page=3", status=404)

    assert first_column(first) == [f"Site {n:02d}" for n in range(1, 51)]
    assert first_column(second) == ["Site 51"]
    assert text(second.find(".//title")) == "51 study sites, page 2 – CAR-T tracker"
    assert faults(third) == ["There is no page 3: the list ends at page 2."]
    assert table(third) == []


def test_the_list_needs_as_many_queries_for_three_sites_as_for_one(client: Client) -> None:
    make_study(sites=[make_site()])
    for_one = queries(client, "/en/sites/")
    make_study(sites=[make_site(), make_site(country="DE")])

    assert queries(client, "/en/sites/") == for_one


def test_a_site_says_what_it_is_and_what_else_it_is_called(client: Client) -> None:
    make_site("rikshospitalet", name_en="Oslo Hospital", name_nb="Rikshospitalet", aliases=["OUS", "Rikshospitalet"])

    page = read(client, "/en/sites/rikshospitalet/")

    assert heading(page) == "Oslo Hospital"
    assert facts(page) == {
        "City": "Oslo",
        "Country": "Norway",
        "Health region": "South-Eastern Norway (Helse Sør-Øst)",
        "Also called": "Rikshospitalet; OUS",
    }


def test_a_site_has_its_norwegian_name_and_an_english_one_is_marked(client: Client) -> None:
    make_site("norwegian", name_en="Oslo Hospital", name_nb="Oslo sykehus")
    make_site("danish", name_en="Rigshospitalet", country="DK")

    norwegian = read(client, "/nb/sites/norwegian/")
    danish = read(client, "/nb/sites/danish/")

    assert heading(norwegian) == "Oslo sykehus"
    assert [span.get("lang") for span in danish.findall(".//h1/span")] == ["en"]


def test_studies_with_a_status_at_the_site_show_that_one_with_its_source_and_date(client: Client) -> None:
    site = make_site("here")
    study = make_study(acronym="AUTOGRAPH")
    source = make_source(study=study, label="CTIS", as_of=PartialDate.parse("2026-09-14"))
    make_study_site(
        study,
        site,
        status=RecruitmentStatus.WITHDRAWN,
        status_as_of=PartialDate.parse("2026-09-14"),
        status_source=source,
    )

    page = read(client, "/en/sites/here/")

    assert texts(page, ".//section[@aria-labelledby='here']//div[@class='row-status']/p") == [
        "Closed",
        "Here, Oslo, Norway",
        "Withdrawn according to CTIS, 14 Sep 2026. Not confirmed by the site",
    ]


def test_studies_without_a_status_at_the_site_show_the_whole_studys_and_say_so(client: Client) -> None:
    site = make_site("here")
    make_study_site(make_study(acronym="SILENT", countries=["NO", "SE"]), site, status="", status_as_of=None)

    page = read(client, "/en/sites/here/")

    section = page.find(".//section[@aria-labelledby='whole']")
    assert section is not None
    assert texts(section, ".//h2") == ["Studies without a status for this site 1"]
    assert texts(section, ".//div[@class='row-status']/p")[0] == "Unknown"
    assert page.find(".//section[@aria-labelledby='here']") is None


def test_a_site_shows_published_studies_only_and_links_to_them_as_a_list(client: Client) -> None:
    site = make_site("here")
    make_study(acronym="SHOWN", identifiers=[], sites=[site])
    make_study(acronym="HIDDEN", sites=[site], publication_state=PublicationState.IN_REVIEW)

    page = read(client, "/en/sites/here/")

    assert row_titles(page) == ["SHOWN"]
    assert page.find(".//a[@href='/en/studies/?site=here']") is not None
    assert text(page.find(".//title")) == "Here, Oslo, Norway: 1 study – CAR-T tracker"


def test_a_site_with_more_studies_than_the_page_holds_links_to_the_rest(client: Client) -> None:
    site = make_site("here")
    for _number in range(26):
        make_study(sites=[site])

    page = read(client, "/en/sites/here/")

    assert len(row_titles(page)) == 25
    assert texts(page, ".//p[@class='end']") == ["Showing 25 of 26, last changed first. See them all"]


def test_a_norwegian_site_without_a_study_says_so_and_links_to_the_countrys_studies(client: Client) -> None:
    make_site("here")

    page = read(client, "/en/sites/here/")

    section = page.find(".//section[@class='empty']")
    assert section is not None
    assert text(section.find("h2")) == "No study in the register names this site"
    assert [(text(link), link.get("href")) for link in section.findall(".//a")] == [
        ("What the register covers", "/en/about/"),
        ("All studies in Norway", "/en/studies/?country=NO"),
    ]


def test_a_site_that_is_a_city_says_that_the_hospital_is_not_named(client: Client) -> None:
    make_site("city", name_en="Undisclosed site, Berlin", country="DE", is_undisclosed=True)

    page = read(client, "/en/sites/city/")

    assert heading(page) == "Hospital not named, Berlin"
    assert texts(page, ".//p[@class='lede']") == [
        "The registry names the city, not the hospital. Several hospitals may stand behind this name."
    ]
    assert facts(page) == {"City": "Berlin", "Country": "Germany"}


def test_a_site_needs_as_many_queries_for_three_studies_as_for_one(client: Client) -> None:
    site = make_site("here")

    def add() -> None:
        study = make_study()
        make_study_site(study, site, status_source=make_source(study=study))

    add()
    for_one = queries(client, "/en/sites/here/")
    add()
    add()

    assert queries(client, "/en/sites/here/") == for_one


def test_a_site_that_is_not_there_is_not_found(client: Client) -> None:
    read(client, "/en/sites/nowhere/", status=404)


@pytest.mark.parametrize("address", ["/en/sites/", "/en/sites/here/"])
def test_sites_are_only_read(client: Client, address: str) -> None:
    make_site("here")

    assert client.post(address).status_code == 405
