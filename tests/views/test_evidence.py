"""Publications with results: never a number that no source states."""

from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from tests.factories import make_indication, make_publication, make_source, make_study
from tests.html import links, text, texts
from tests.views.reading import heading, notices, queries, read, table
from trials.choices import AdverseEvent, PublicationState, SourceKind
from trials.dates import PartialDate
from trials.models import Outcome, Publication, SafetyResult

pytestmark = pytest.mark.django_db


def entry(client: Client, language: str = "en") -> Element:
    """The first publication on the page."""
    found = read(client, f"/{language}/evidence/").find(".//li[@class='pub']")
    assert found is not None
    return found


def report(publication: Publication, event: AdverseEvent, **numbers: int | None) -> None:
    """A side effect that the publication counts."""
    SafetyResult.objects.create(publication=publication, event=event, **numbers)


def test_publications_stand_newest_first_then_by_address_those_without_a_year_last(client: Client) -> None:
    make_publication("b", title="B", year=2024)
    make_publication("a", title="A", year=2024)
    make_publication("c", title="C", year=2026)
    make_publication("d", title="D", year=None)

    page = read(client, "/en/evidence/")

    assert texts(page, ".//h2[@class='row-title']") == ["C", "A", "B", "D"]
    assert heading(page) == "Evidence 4 publications"


def test_the_page_warns_that_numbers_must_not_be_added(client: Client) -> None:
    page = read(client, "/en/evidence/")

    assert notices(page) == ["The numbers must not be added: the same patients occur in several publications."]


def test_a_publication_has_an_address_of_its_own_and_links_to_doi_and_pmid(client: Client) -> None:
    make_publication("auth", title="Case series", doi="10.1016/S2665-9913(24)00282-0", pmid="39000000")

    found = entry(client)

    assert found.get("id") == "auth"
    assert [(text(link), link.get("href")) for link in links(found)] == [
        ("Case series", "https://doi.org/10.1016/S2665-9913(24)00282-0"),
        ("doi:10.1016/S2665-9913(24)00282-0", "https://doi.org/10.1016/S2665-9913(24)00282-0"),
        ("PMID 39000000", "https://pubmed.ncbi.nlm.nih.gov/39000000/"),
    ]


def test_an_identifier_that_stands_among_the_sources_is_not_repeated(client: Client) -> None:
    publication = make_publication(doi="10.1/abc")
    make_source(
        publication=publication,
        label="doi:10.1/abc",
        url="https://doi.org/10.1/abc",
        kind=SourceKind.ARTICLE,
        as_of=PartialDate.parse("2025"),
    )

    found = entry(client)

    assert texts(found, ".//p[@class='prov']")[1] == "Sources: doi:10.1/abc (article, 2025)"


def test_the_citation_says_what_is_missing(client: Client) -> None:
    make_publication(authors_short="Auth J et al.", journal="", year=None)

    found = entry(client)

    assert texts(found, ".//p[@class='row-kind']") == ["Auth J et al. · Journal not stated · Year not stated"]


def test_a_title_that_is_ours_says_so_and_titles_are_marked_as_english(client: Client) -> None:
    make_publication(title="Phase 1 updates", is_title_ours=True)

    english, norwegian = entry(client), entry(client, "nb")

    assert texts(english, ".//h2") == ["[Phase 1 updates]"]
    assert texts(english, ".//p[@class='prov']")[0] == "Our description; the title was not seen."
    assert [span.get("lang") for span in norwegian.findall(".//h2/span")] == ["en"]


def test_findings_and_follow_up_are_in_the_readers_language_or_marked(client: Client) -> None:
    make_publication(findings_nb="Seks pasienter.", findings_en="Six people.", follow_up_en="24 weeks")

    norwegian = entry(client, "nn")

    assert [(span.get("lang"), text(span)) for span in norwegian.findall(".//p/span")] == [
        ("nb", "Seks pasienter."),
        ("en", "24 weeks"),
    ]


def test_diseases_and_published_studies_are_linked(client: Client) -> None:
    lupus = make_indication("lupus", name_en="Lupus")
    shown = make_study("shown", acronym="SHOWN", identifiers=[("CTGOV", "NCT06581198")])
    hidden = make_study("hidden", acronym="HIDDEN", publication_state=PublicationState.DRAFT)
    make_publication(indications=[lupus], studies=[shown, hidden], product_target_note="CD19 CAR-T / CD19")

    found = entry(client)

    assert texts(found, ".//p[@class='prov']")[:2] == ["Lupus · CD19 CAR-T / CD19", "Study: SHOWN NCT06581198"]
    assert [link.get("href") for link in links(found, ".//p/a")] == ["/en/indications/lupus/", "/en/studies/shown/"]


def test_side_effects_stand_with_how_many_of_how_many_and_the_share(client: Client) -> None:
    publication = make_publication(n_treated=15)
    report(publication, AdverseEvent.CRS, any_grade=11, grade_3_or_more=0, grade_1=10, grade_2=1)
    report(publication, AdverseEvent.ICANS, any_grade=1, grade_3_or_more=0)
    report(publication, AdverseEvent.INFECTION, any_grade=14, n_treated=14)
    report(publication, AdverseEvent.DEATH, any_grade=0)

    found = entry(client)

    assert text(found.find(".//caption")) == "Side effects, 15 treated"
    assert table(found, "facts nn") == [
        ["CRS, any grade", "11/15", "73%"],
        ["CRS, grade 1", "10/15", "67%"],
        ["CRS, grade 2", "1/15", "7%"],
        ["CRS, grade 3 or higher", "0/15", "0%"],
        ["ICANS, any grade", "1/15", "7%"],
        ["ICANS, grade 3 or higher", "0/15", "0%"],
        ["Infection, any grade", "14/14", "100%"],
        ["Deaths", "0/15", "0%"],
    ]
    assert texts(found, ".//div[@class='pub-nn']/p") == ["Not found in the sources: Infection, grade 3 or higher"]


def test_what_is_not_stated_is_never_zero(client: Client) -> None:
    publication = make_publication(n_treated=6)
    report(publication, AdverseEvent.CRS, grade_3_or_more=0)

    found = entry(client)

    assert table(found, "facts nn") == [["CRS, grade 3 or higher", "0/6", "0%"]]
    assert texts(found, ".//div[@class='pub-nn']/p") == [
        "Not found in the sources: CRS, any grade; ICANS, any grade; ICANS, grade 3 or higher; Deaths"
    ]


def test_without_the_number_treated_there_is_no_share(client: Client) -> None:
    publication = make_publication(n_treated=None)
    report(publication, AdverseEvent.CRS, any_grade=3)

    found = entry(client)

    assert text(found.find(".//caption")) == "Side effects, number treated not stated"
    assert table(found, "facts nn") == [["CRS, any grade", "3 of a number not stated"]]


@pytest.mark.parametrize(("treated", "words"), [(6, "6 treated."), (None, "Number treated not stated.")])
def test_a_publication_without_any_side_effect_says_so(client: Client, treated: int | None, words: str) -> None:
    make_publication(n_treated=treated)

    found = entry(client)

    assert found.find(".//table") is None
    assert texts(found, ".//div[@class='pub-nn']/p") == [f"{words} Side effects: not found in the sources."]


@pytest.mark.parametrize(
    ("language", "percent"), [("en", "83%"), ("nb", "83\N{NO-BREAK SPACE}%"), ("nn", "83\N{NO-BREAK SPACE}%")]
)
def test_the_percent_sign_is_written_as_the_language_does(client: Client, language: str, percent: str) -> None:
    publication = make_publication(n_treated=6)
    report(publication, AdverseEvent.DEATH, any_grade=5)

    found = entry(client, language)

    assert [cell.text for cell in found.findall(".//td")] == ["5/6", percent]


def test_outcomes_stand_with_time_point_and_what_is_not_stated(client: Client) -> None:
    publication = make_publication()
    outcome = {"publication": publication, "measure_nb": "Remisjon", "measure_en": "Remission"}
    Outcome.objects.create(**outcome, time_point="24 weeks", numerator=8, denominator=8)
    Outcome.objects.create(**outcome, denominator=10)

    found = entry(client)

    assert table(found, "facts nn") == [["Remission (24 weeks)", "8/8", "100%"], ["Remission", "Not stated"]]


def test_the_page_needs_as_many_queries_for_three_publications_as_for_one(client: Client) -> None:
    def add() -> None:
        publication = make_publication(studies=[make_study()], indications=[make_indication()])
        make_source(publication=publication)
        report(publication, AdverseEvent.CRS, any_grade=1)
        Outcome.objects.create(publication=publication, measure_nb="Remisjon", measure_en="Remission")

    add()
    for_one = queries(client, "/en/evidence/")
    add()
    add()

    assert queries(client, "/en/evidence/") == for_one
