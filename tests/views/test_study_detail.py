"""A study's own page."""

import datetime
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from tests.factories import (
    make_indication,
    make_product,
    make_publication,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from tests.html import links, text, texts
from tests.views.abundance import make_abundant_study
from tests.views.reading import facts, heading, queries, read
from trials.choices import Classification, SourceKind
from trials.dates import PartialDate
from trials.models import Study, StudyCountry
from trials.outputs import related

pytestmark = pytest.mark.django_db

DATE = PartialDate.parse


def page(client: Client, slug: str = "here", language: str = "en") -> Element:
    return read(client, f"/{language}/studies/{slug}/")


def study_facts(found: Element) -> dict[str, str]:
    return facts(found, "facts-dl")


def test_numbers_lead_to_their_registries(client: Client):
    numbers = [
        ("SPONSOR_PROTOCOL", "ABC-1"),
        ("CTIS", "2023-510150-17-00"),
        ("CTGOV", "NCT01234567"),
        ("JRCT", "jRCT2013240056"),
    ]
    make_study("here", identifiers=numbers)

    found = page(client)

    rows = found.findall(".//dl[@class='ids']/div/dd")
    led = [(text(row), *(link.get("href") for link in links(row))) for row in rows]
    assert led == [
        ("NCT01234567", "https://clinicaltrials.gov/study/NCT01234567"),
        ("2023-510150-17-00", "https://euclinicaltrials.eu/ctis-public/view/2023-510150-17-00"),
        ("jRCT2013240056", "https://jrct.mhlw.go.jp/en-latest-detail/jRCT2013240056"),
        ("ABC-1",),
    ]


def test_facts_stand_with_their_source_and_date(client: Client):
    study = make_study(
        "here",
        acronym="STAR",
        phase="PHASE1_PHASE2",
        products=[make_product(name="star-cel", aliases=["S-1", "S-2"], targets=[make_target("cd19")])],
        indications=[make_indication(name_en="Lupus"), make_indication(name_en="Gout")],
        primary_sponsor=make_sponsor(name="Novartis"),
        collaborators=[make_sponsor(name="Charité")],
        allocation="RANDOMIZED",
        masking="NONE",
        sex="ALL",
        sample_size=12,
        sample_size_type="ACTUAL",
        minimum_age_months=216,
        maximum_age_months=900,
        start_date=DATE("2025-06"),
        completion_date=DATE("2029"),
        last_registry_update=DATE("2026-06-03"),
    )
    Study.objects.update(status_source=study.sources.get())

    found = page(client)

    assert heading(found).startswith("STAR NCT")
    assert study_facts(found) == {
        "Product": "star-cel (S-1, S-2)",
        "Type of treatment": "Autologous CD19 CAR-T",
        "Disease": "Gout, lupus",
        "Study type": "Interventional study",
        "Phase": "Phase 1/2",
        "Design": "Randomised, Open-label",
        "Age": "18–75 years",
        "Sex": "All sexes",
        "Participants": "12 participants",
        "Start": "June 2025",
        "Primary completion": "Not stated by the source",
        "Completion": "2029",
        "Sponsor": "Novartis",
        "Sponsor type": "Industry-initiated",
        "Collaborators": "Charité",
        "Last changed in the registry": "3 June 2026",
    }
    sources = {text(row.find("dt")): text(row.find("dd[@class='src']")) for row in _rows(found)}
    assert sources["Phase"] == "ClinicalTrials.gov, 22 Aug 2026"
    assert sources["Primary completion"] == ""
    assert sources["Disease"].endswith("Classified automatically, not yet confirmed")


def _rows(found: Element) -> list[Element]:
    return found.findall(".//dl[@class='facts-dl']/div")


def test_what_no_source_states_is_said_to_be_so(client: Client):
    make_study("here", products=[], indications=[], primary_sponsor=None, study_type="", countries=[])

    found = page(client)

    assert set(study_facts(found).values()) == {"Not stated by the source"}
    assert "No source names a country or a site." in texts(found, ".//section/p")


@pytest.mark.parametrize(
    ("classification", "words"),
    [
        (Classification.AUTOMATIC, "Classified automatically, not yet confirmed"),
        (Classification.CURATED, "Classified by a person who read a source"),
    ],
)
def test_who_classified_is_told(client: Client, classification: Classification, words: str):
    make_study("here", classification=classification)

    assert [text(note) for note in page(client).findall(".//dd[@class='src']/span[@class='under']")] == [words] * 2


def sites_table(found: Element) -> list[list[str]]:
    return [texts(row, "./*") for row in found.findall(".//table[@class='facts sites']/tbody/tr")]


def test_sites_stand_by_country_norway_first_with_their_status(client: Client):
    study = make_study("here", countries=["US", "DE", "SE", "NO", "IS"])
    source = make_source(study=study)
    for city, country, status in [
        ("Berlin", "DE", "RECRUITING"),
        ("Aachen", "DE", "COMPLETED"),
        ("Ulm", "DE", "RECRUITING"),
        ("Oslo", "NO", "RECRUITING"),
        ("Örebro", "SE", "SUSPENDED"),
        ("Boston", "US", ""),
    ]:
        site = make_site(city=city, country=country, name_en=f"{city} Hospital", is_undisclosed=city == "Ulm")
        make_study_site(study, site, status=status, status_source=source)
    StudyCountry.objects.filter(country="IS").update(status="NOT_YET_RECRUITING", status_source=source)

    found = page(client)

    said = "ClinicalTrials.gov, 22 Aug 2026"
    assert sites_table(found) == [
        ["Nordic countries"],
        ["Norway 1", f"Oslo Hospital, Oslo Recruiting {said}"],
        ["Iceland", "Sites not stated by the source Not yet recruiting ClinicalTrials.gov, undated"],
        ["Sweden 1", f"Örebro Hospital, Örebro Suspended {said}"],
        ["Rest of Europe"],
        ["Germany 1", f"Aachen Hospital, Aachen Completed {said}"],
        ["Germany 2", f"Berlin Hospital, Berlin; hospital not named: Ulm Recruiting {said}"],
        ["Rest of the world"],
        ["United States 1", "Boston Hospital, Boston Status not stated by the source"],
    ]


def test_a_status_that_all_sites_share_is_said_once(client: Client):
    study = make_study("here", countries=["NO", "SE"])
    source = make_source(study=study)
    for country in ("NO", "SE"):
        make_study_site(study, make_site(country=country, name_en="A", city="B"), status_source=source)

    found = page(client)

    assert text(found.find(".//p[@class='agree']")) == (
        "Recruiting at all sites, according to ClinicalTrials.gov, 22 Aug 2026"
    )
    assert sites_table(found) == [["Nordic countries"], ["Norway 1", "A, B"], ["Sweden 1", "A, B"]]


def test_related_studies_are_those_of_the_family_and_of_the_product(client: Client):
    product = make_product()
    parent = make_study("parent", products=[product], acronym="PARENT")
    study = make_study("here", follow_up_of=parent, products=[product])
    make_study("later", follow_up_of=study, products=[], acronym="LATER")
    make_study("draft", products=[product], publication_state="DRAFT")
    make_study("twin", products=[product], acronym="TWIN", last_registry_update=DATE("2026"))
    make_study("other")

    found = page(client)

    sections = {
        text(section.find("h2")): [link.attrib["href"] for link in section.findall(".//a")]
        for section in found.findall(".//section")
        if section.find("ul[@class='rel']") is not None
    }
    assert sections == {
        "Long-term follow-up of 1": ["/en/studies/parent/"],
        "Long-term follow-up 1": ["/en/studies/later/"],
        "Same product 2": ["/en/studies/twin/", "/en/studies/parent/"],
    }


def test_of_many_studies_of_a_product_the_newest_are_shown_with_the_way_to_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(related, "SHOWN", 2)
    product = make_product("one-product")
    make_study("here", products=[product])
    for year in ("2023", "2025", "2024"):
        make_study(f"of-{year}", products=[product], last_registry_update=DATE(year))

    [section] = [one for one in page(client).findall(".//section") if one.find("ul[@class='rel']") is not None]

    assert text(section.find("h2")) == "Same product 3"
    assert [link.attrib["href"] for link in section.findall(".//a")] == [
        *("/en/studies/of-2025/", "/en/studies/of-2024/", "/en/studies/?product=one-product")
    ]
    assert text(section.find("p")) == "Showing 2 of 3, last changed first. See them all"


def test_sources_and_publications_are_listed(client: Client):
    study = make_study("here", sources=0)
    make_source(study=study, label="A hospital", url="", kind=SourceKind.HOSPITAL, as_of=None)
    make_source(study=study, label="novartis.com", kind=SourceKind.SPONSOR, as_of=DATE("2026"))
    make_source(study=study, as_of=None, read_date=datetime.date(2026, 11, 21))
    make_publication("paper", studies=[study], title="CAR-T in lupus", journal="Lancet", year=2025)

    found = page(client)

    assert texts(found, ".//section[@aria-labelledby='sources']//li") == [
        "ClinicalTrials.gov Study registry, read 21 Nov 2026",
        "novartis.com Sponsor, as of 2026",
        "A hospital Hospital, undated",
    ]
    assert texts(found, ".//section[@aria-labelledby='publications']//li") == ["CAR-T in lupus Lancet, 2025"]


@pytest.mark.parametrize("state", ["DRAFT", "IN_REVIEW"])
def test_an_unpublished_study_is_not_found(client: Client, state: str):
    make_study("here", publication_state=state)

    assert client.get("/en/studies/here/").status_code == 404


def test_a_study_that_is_not_there_is_not_found(client: Client):
    assert client.get("/en/studies/here/").status_code == 404


def test_three_of_every_linked_thing_need_as_many_queries_as_one(client: Client):
    make_abundant_study(1, slug="one")
    make_abundant_study(3, slug="three")
    client.get("/en/studies/")  # the process has the index

    assert queries(client, "/en/studies/three/") == queries(client, "/en/studies/one/")
