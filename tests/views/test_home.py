"""The front page, before and after there is anything to show."""

import pytest
from django.test import Client

from tests.factories import make_indication, make_site, make_study, make_study_site
from tests.html import text, texts
from tests.views.abundance import make_abundant_study
from tests.views.reading import heading, queries, read
from trials.dates import PartialDate
from trials.models import Study

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_an_empty_register_has_a_front_page(client: Client, language: str):
    page = read(client, f"/{language}/")

    assert len(page.findall(".//table[@class='index places']/tbody/tr")) == 4
    assert page.findall(".//li[@class='row']") == []


def test_there_is_one_search_box_that_asks_the_list(client: Client):
    page = read(client, "/en/")

    [form] = page.findall(".//form")
    assert form.attrib["action"] == "/en/studies/"
    assert [box.attrib["name"] for box in form.findall(".//input")] == ["q", "near"]
    assert text(form.find(".//label")) == "Disease, drug or study number"
    assert heading(page) == "Studies of CAR-T and T-cell engagers in autoimmune disease"


def test_studies_stand_by_nearness_and_each_once(client: Client):
    for slug, countries in {
        "norwegian": ["NO", "SE", "DE"],
        "nordic": ["SE", "DE"],
        "european": ["DE", "US"],
        "american": ["US"],
    }.items():
        make_study(slug, acronym=slug, countries=countries, last_registry_update=PartialDate.parse("2026"))
    make_study("draft", acronym="draft", publication_state="DRAFT")

    page = read(client, "/en/")

    by_section = {
        section.attrib["aria-labelledby"]: [
            link.attrib["href"].split("/")[3] for link in section.findall(".//h3[@class='row-title']/a")
        ]
        for section in page.findall(".//main/section")
    }
    assert by_section["norway"] == ["norwegian"]
    assert by_section["nordic"] == ["nordic"]
    assert by_section["europe"] == ["european"]
    [latest] = page.findall(".//table[@class='facts latest']")
    assert [link.attrib["href"].split("/")[3] for link in latest.findall(".//a")] == [
        *("norwegian", "nordic", "european", "american")
    ]


def test_a_wider_disease_counts_the_narrower_ones_and_a_disease_without_studies_is_left_out(client: Client):
    lupus = make_indication("lupus", name_en="Lupus")
    nephritis = make_indication("nephritis", name_en="Lupus nephritis", parent=lupus)
    make_indication("gout", name_en="Gout")
    make_study(indications=[nephritis])
    make_study(indications=[lupus], recruitment_status="COMPLETED")

    page = read(client, "/en/")

    [group] = page.findall(".//details[@class='fold']")
    assert text(group.find("summary")) == "Connective tissue diseases 2"
    assert [texts(row, "*") for row in group.findall(".//tbody/tr")] == [
        ["Lupus", "1", "2"],
        ["Lupus nephritis", "1", "1"],
    ]


def test_sources_of_statuses_stand_newest_first(client: Client):
    for slug, as_of in {"old": "2026-06", "new": "2026-08-22", "undated": None}.items():
        study = make_study(slug, status_as_of=as_of and PartialDate.parse(as_of))
        Study.objects.filter(pk=study.pk).update(status_source=study.sources.get())

    page = read(client, "/en/")

    [table] = [
        table
        for table in page.findall(".//table[@class='facts']")
        if text(table.find("caption")) == "From when the statuses are"
    ]
    assert [texts(row, "*") for row in table.findall("tbody/tr")] == [
        ["ClinicalTrials.gov", "22 Aug 2026", "1"],
        ["ClinicalTrials.gov", "Jun 2026", "1"],
        ["Status without a date", "–", "1"],
        ["Confirmed by study sites", "", "0"],
    ]


def test_three_studies_with_three_of_everything_need_as_many_queries_as_one(client: Client):
    def stated(study: Study) -> None:
        Study.objects.filter(pk=study.pk).update(status_source=study.sources.first())
        make_study_site(study, make_site())

    for countries in (["NO"], ["SE"], ["DE"]):
        stated(make_study(countries=countries))
    stated(make_abundant_study(1, family=False))
    for_one = queries(client, "/en/")
    for _ in range(2):
        stated(make_abundant_study(3, family=False))
        stated(make_study(countries=["SE", "DE"]))
        stated(make_study(countries=["DE", "FR"]))

    assert queries(client, "/en/") == for_one
