"""The tree of diseases and a disease's own page."""

import pytest
from django.test import Client

from tests.factories import make_indication, make_publication, make_study
from tests.html import text, texts
from tests.views.reading import facts, heading, notices, queries, read, row_titles, table
from trials.choices import IndicationGroup, PublicationState, RecruitmentStatus

pytestmark = pytest.mark.django_db


def tree(client: Client, language: str = "en") -> dict[str, list[str]]:
    """The groups of the page of diseases, each with its lines."""
    page = read(client, f"/{language}/indications/")
    sections = page.findall(".//section[@class='tree-group']")
    return {text(section.find("h2")): texts(section, ".//li/div") for section in sections}


def test_a_wider_disease_counts_the_studies_of_narrower_ones_recruiting_of_all(client: Client) -> None:
    lupus = make_indication(name_en="Lupus")
    nephritis = make_indication(name_en="Lupus nephritis", parent=lupus)
    make_study(indications=[nephritis])
    make_study(indications=[lupus], recruitment_status=RecruitmentStatus.COMPLETED)
    make_study(indications=[lupus], publication_state=PublicationState.DRAFT)

    assert tree(client) == {"Connective tissue diseases": ["Lupus 1 of 2", "Lupus nephritis 1 of 1"]}


def test_a_disease_without_a_study_stands_in_the_tree_greyed_with_zero(client: Client) -> None:
    make_indication(name_en="Lupus")

    page = read(client, "/en/indications/")

    assert texts(page, ".//li/div[@data-zero]") == ["Lupus 0"]


def test_a_disease_of_another_group_than_its_wider_one_stands_on_top_of_its_own(client: Client) -> None:
    connective = make_indication(name_en="Connective tissue disease")
    myositis = make_indication(name_en="Myopathy", parent=connective, group=IndicationGroup.MYOSITIS)
    make_indication(name_en="Dermatomyositis", parent=myositis, group=IndicationGroup.MYOSITIS)

    assert tree(client) == {
        "Connective tissue diseases": ["Connective tissue disease 0"],
        "Myositis": ["Myopathy 0", "Dermatomyositis 0"],
    }


def test_diseases_stand_in_the_alphabetical_order_of_the_language(client: Client) -> None:
    make_indication(name_nb="Åresykdom", name_en="Arterial disease")
    make_indication(name_nb="Behçets sykdom", name_en="Behçet's disease")

    assert tree(client, "nb") == {"Bindevevssykdommer": ["Behçets sykdom 0", "Åresykdom 0"]}
    assert tree(client, "en") == {"Connective tissue diseases": ["Arterial disease 0", "Behçet's disease 0"]}


def test_a_missing_nynorsk_name_is_bokmal_and_marked_so(client: Client) -> None:
    make_indication("lupus", name_nb="Lupus", name_en="Lupus")

    page = read(client, "/nn/indications/lupus/")

    assert [span.get("lang") for span in page.findall(".//h1/span")] == ["nb"]


def test_the_tree_needs_as_many_queries_for_three_diseases_as_for_one(client: Client) -> None:
    make_study(indications=[make_indication()])
    for_one = queries(client, "/en/indications/")
    make_study(indications=[make_indication(), make_indication()])

    assert queries(client, "/en/indications/") == for_one


def test_a_disease_shows_its_names_search_words_and_codes_but_not_snomed(client: Client) -> None:
    make_indication(
        "lupus-nephritis",
        name_nb="Lupusnefritt",
        name_nn="Lupusnefritt (nn)",
        name_en="Lupus nephritis",
        synonyms_nb=["nyrelupus"],
        synonyms_en=["LN", "lupus glomerulonephritis"],
        icd10=["M32.1", "N08.5"],
        mesh="D008181",
        snomed="68815009",
        orpha="536",
    )

    page = read(client, "/en/indications/lupus-nephritis/")

    assert facts(page, "ids") == {
        "Bokmål": "Lupusnefritt",
        "Nynorsk": "Lupusnefritt (nn)",
        "English": "Lupus nephritis",
        "Search words (Norwegian)": "nyrelupus",
        "Search words (English)": "LN, lupus glomerulonephritis",
        "ICD-10": "M32.1, N08.5",
        "MeSH": "D008181",
        "ORPHA": "536",
    }
    assert [(span.get("lang"), text(span)) for span in page.findall(".//dl[@class='ids']//span[@lang]")] == [
        ("nb", "Lupusnefritt"),
        ("nn", "Lupusnefritt (nn)"),
        ("nb", "nyrelupus"),
    ]


def test_a_disease_counts_its_studies_by_place_and_each_number_leads_to_its_list(client: Client) -> None:
    lupus = make_indication("lupus")
    make_study(indications=[lupus], countries=["NO", "DE"])
    make_study(indications=[lupus], countries=["SE"], recruitment_status=RecruitmentStatus.COMPLETED)
    make_study(indications=[lupus], countries=["US"])
    make_study(countries=["NO"])

    page = read(client, "/en/indications/lupus/")

    assert table(page, "index places") == [
        ["Norway", "1", "1"],
        ["Nordic countries", "1", "2"],
        ["Europe", "1", "2"],
        ["All countries", "2", "3"],
    ]
    assert [link.get("href") for link in page.findall(".//table[@class='index places']//a")] == [
        "/en/studies/?indication=lupus&country=NO",
        "/en/studies/?indication=lupus&region=NORDIC",
        "/en/studies/?indication=lupus&region=EUROPE",
        "/en/studies/?indication=lupus",
    ]
    assert notices(page) == []


@pytest.mark.parametrize(
    ("countries", "label", "country"),
    [
        (["SE"], "Nearest open: Nordic countries", "Sweden"),
        (["DE"], "Nearest open: Rest of Europe", "Germany"),
        (["US"], "Nearest open: Rest of the world", "United States"),
    ],
)
def test_a_disease_without_a_study_in_norway_says_so_and_where_the_nearest_is(
    client: Client, countries: list[str], label: str, country: str
) -> None:
    lupus = make_indication("lupus", name_en="Lupus")
    make_study(acronym="STAR", indications=[lupus], countries=countries)

    page = read(client, "/en/indications/lupus/")

    assert notices(page) == ["No source names a study of lupus in Norway."]
    assert text(page.find(".//h2[@id='nothing']")) == "Nothing of this is open in Norway today"
    assert facts(page)[label].startswith(f"STAR: {country}. Recruiting")


def test_a_disease_without_any_study_says_so_and_links_to_a_wider_one_that_has_some(client: Client) -> None:
    vasculitis = make_indication("vasculitis", name_en="Vasculitis")
    small = make_indication("small", name_en="Small vessel vasculitis", parent=vasculitis)
    make_indication("gpa", name_en="Granulomatosis with polyangiitis", parent=small)
    make_study(indications=[vasculitis])

    page = read(client, "/en/indications/gpa/")

    section = page.find(".//section[@class='empty']")
    assert section is not None
    assert text(section.find("h2")) == "No study of granulomatosis with polyangiitis in the register"
    assert texts(section, ".//ul/li") == ["Vasculitis 1 study"]
    assert page.find(".//table[@class='index places']") is None
    assert notices(page) == []


def test_a_disease_links_to_wider_and_narrower_ones_with_their_counts(client: Client) -> None:
    connective = make_indication("ctd", name_en="Connective tissue disease")
    lupus = make_indication("lupus", name_en="Lupus", parent=connective)
    nephritis = make_indication("ln", name_en="Lupus nephritis", parent=lupus)
    make_indication("cle", name_en="Cutaneous lupus", parent=lupus)
    make_study(indications=[nephritis])
    make_study(indications=[connective], recruitment_status=RecruitmentStatus.UNKNOWN)

    page = read(client, "/en/indications/lupus/")

    assert facts(page) == {
        "Wider": "Connective tissue disease 1 of 2",
        "Narrower": "Cutaneous lupus 0 of 0, Lupus nephritis 1 of 1",
    }
    assert texts(page, ".//nav[@class='crumbs']//li") == ["Diseases", "Connective tissue disease", "Lupus"]


def test_a_disease_shows_the_published_studies_of_its_own_and_narrower_ones(client: Client) -> None:
    lupus = make_indication("lupus", name_en="Lupus")
    nephritis = make_indication(name_en="Nephritis", parent=lupus)
    arthritis = make_indication(name_en="Arthritis")
    make_study(acronym="NARROWER", identifiers=[], indications=[arthritis, nephritis])
    make_study(acronym="HIDDEN", indications=[lupus], publication_state=PublicationState.DRAFT)

    page = read(client, "/en/indications/lupus/")

    assert row_titles(page) == ["NARROWER"]
    assert texts(page, ".//div[@class='row-more']/p")[0] == "Nephritis, arthritis"
    assert heading(page) == "Lupus"
    assert text(page.find(".//title")) == "Lupus: 1 study – CAR-T tracker"
    assert texts(page, ".//p[@class='lede']") == [
        "1 study. 0 open and confirmed by the site, 1 open according to a registry, 0 opening soon."
    ]


def test_a_disease_with_more_studies_than_the_page_holds_links_to_the_rest(client: Client) -> None:
    lupus = make_indication("lupus")
    for _number in range(26):
        make_study(indications=[lupus])

    page = read(client, "/en/indications/lupus/")

    assert len(row_titles(page)) == 25
    assert [text(end) for end in page.findall(".//p[@class='end']")] == [
        "Showing 25 of 26, last changed first. See them all"
    ]
    assert [link.get("href") for link in page.findall(".//p[@class='end']/a")] == ["/en/studies/?indication=lupus"]


def test_a_disease_shows_publications_on_it_and_on_narrower_ones_newest_first_and_once(client: Client) -> None:
    lupus = make_indication("lupus")
    nephritis = make_indication(parent=lupus)
    make_publication("older", title="Older", year=2022, indications=[nephritis])
    make_publication("newer", title="Newer", year=2024, indications=[lupus, nephritis])
    make_publication("other", title="Other", year=2025, indications=[make_indication()])

    page = read(client, "/en/indications/lupus/")

    assert [(text(a), a.get("href")) for a in page.findall(".//ul[@class='srcs']//a")] == [
        ("Newer", "/en/evidence/#newer"),
        ("Older", "/en/evidence/#older"),
    ]


def test_a_disease_needs_as_many_queries_for_three_studies_as_for_one(client: Client) -> None:
    lupus = make_indication("lupus")

    def add() -> None:
        make_study(indications=[lupus, make_indication(parent=lupus)])
        make_publication(indications=[lupus])

    add()
    for_one = queries(client, "/en/indications/lupus/")
    add()
    add()

    assert queries(client, "/en/indications/lupus/") == for_one


def test_a_disease_that_is_not_there_is_not_found(client: Client) -> None:
    read(client, "/en/indications/nothing/", status=404)
