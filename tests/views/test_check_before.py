"""Check before referral: what people took from the sources, washouts, and the registry's own text."""

from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from tests.factories import make_criterion, make_guidance, make_study, make_washout
from tests.html import text, texts
from tests.views.reading import queries, read
from trials.models import Study

pytestmark = pytest.mark.django_db


def section(client: Client, language: str = "en") -> Element:
    found = read(client, f"/{language}/studies/here/").find(".//section[@class='check']")
    assert found is not None
    return found


def rows(found: Element) -> list[tuple[str, list[str]]]:
    return [(text(row.find("dt")), texts(row, "dd")) for row in found.findall(".//dl[@class='check-dl']/div")]


def test_that_nothing_is_entered_is_said_with_the_way_to_the_registry(client: Client) -> None:
    study = make_study("here")
    Study.objects.update(status_source=study.sources.get())

    found = section(client)

    assert texts(found, "p") == [
        "Nobody has entered criteria of this study here yet. Read the registry's own text.",
        "The study site decides.",
        "The registry's own text is not fetched here yet. It stands at ClinicalTrials.gov, 22 Aug 2026",
    ]


def test_criteria_stand_by_kind_and_theme_with_quote_source_and_date(client: Client) -> None:
    study = make_study("here")
    make_criterion(study)
    make_criterion(study, theme="AGE", text_en="No one under 18", quote="18 Years and older")
    make_criterion(study, kind="INCLUSION", theme="DIAGNOSIS", text_en="Lupus nephritis", quote="Class III or IV")

    found = section(client)

    said = "ClinicalTrials.gov, 22 Aug 2026 The source's words"
    assert texts(found, "h3") == ["Inclusion", "Exclusion"]
    assert rows(found) == [
        ("Diagnosis", [f"Lupus nephritis {said}Class III or IV"]),
        ("Age", [f"No one under 18 {said}18 Years and older"]),
        ("Infection and vaccines", [f"No ongoing infection {said}Active infection at screening."]),
    ]
    assert {quote.get("lang") for quote in found.iter("blockquote")} == {"en"}


def test_a_text_in_another_language_is_marked(client: Client) -> None:
    make_criterion(make_study("here"))

    [line] = section(client, "nn").findall(".//dl/div/dd/span[@lang]")

    assert (line.get("lang"), text(line)) == ("nb", "Ingen pågående infeksjon")


def test_a_washout_of_the_study_stands_before_general_guidance_and_instead_of_it(client: Client) -> None:
    make_washout(make_study("here"), minimum_days=1)
    make_guidance(drug_class="BELIMUMAB", minimum_days=90)
    make_guidance()

    found = section(client)

    assert texts(found, "h3") == [
        "Treatment to be stopped, as this study demands",
        "General guidance, not of this study",
    ]
    assert [(drug, [told.split(" The source's")[0] for told in lines]) for drug, lines in rows(found)] == [
        ("Belimumab", ["at least 1 day before leukapheresis ClinicalTrials.gov, 22 Aug 2026"]),
        (
            "Mycophenolate",
            ["at least 14 days before leukapheresis Nordmann K. Guidance. Journal 2025, read 20 Nov 2026"],
        ),
    ]


def test_the_registrys_text_is_marked_as_english_and_harmless(client: Client) -> None:
    study = make_study("here", criteria_text="Inclusion:\n* Age \\>= 18\n* <script>alert(1)</script>")
    Study.objects.update(status_source=study.sources.get())

    [original] = section(client).findall("details")

    body = original.find("div")
    assert body is not None
    assert body.get("lang") == "en"
    assert texts(body, ".//*")[:1] == ["Inclusion:"]
    assert texts(body, ".//li") == ["– Age >= 18", "– <script>alert(1)</script>"]
    assert text(original.find("p")) == "ClinicalTrials.gov, 22 Aug 2026"


def test_many_criteria_cost_no_more_queries(client: Client) -> None:
    study = make_study("here")
    for theme in ("AGE", "CANCER", "OTHER"):
        make_criterion(study, theme=theme)
    make_washout(study)
    make_guidance()
    before = queries(client, "/en/studies/here/")
    for theme in ("AGE", "CANCER", "OTHER"):
        make_criterion(study, theme=theme)
    make_washout(study, drug_class="METHOTREXATE")
    make_guidance()

    assert queries(client, "/en/studies/here/") == before
