"""The list of studies as a file for a spreadsheet."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_indication, make_product, make_site, make_sponsor, make_study, make_target
from tests.views.abundance import make_abundant_study
from tests.views.download import content, download, rows
from trials.dates import PartialDate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_addresses_in_the_file_are_those_of_the_readers_language(client: Client, language: str):
    make_study("here")

    [row] = rows(download(client, language=language))

    assert row["url"] == f"http://localhost:8000/{language}/studies/here/"


def test_the_answer_is_a_file_sent_as_it_is_made(client: Client):
    make_study()

    response = client.get("/nb/studies/?format=csv")

    assert response.streaming
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="car-t-tracker-\d{4}-\d\d-\d\d\.csv"', response.headers["Content-Disposition"]
    )
    assert content(response).startswith("\ufeffslug,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(client: Client, start: str):
    evil = f"{start}HYPERLINK()"
    make_study(
        "here",
        public_title=evil,
        acronym=evil,
        primary_sponsor=make_sponsor(name=evil),
        products=[make_product(name=evil)],
        sites=[make_site(name_en=evil)],
    )

    [row] = rows(download(client))

    cells = [row[name] for name in ("public_title", "acronym", "primary_sponsor", "products", "sites")]
    assert cells == [f"'{evil}"] * 5


def test_numbers_and_ages_are_numbers(client: Client):
    make_study(sample_size=1200, minimum_age_months=6, maximum_age_months=216)

    text = download(client)

    [row] = rows(text)
    assert (row["sample_size"], row["minimum_age"], row["maximum_age"]) == ("1200", "0.5", "18")
    assert ",1200,0.5,18," in text


def test_what_is_not_stated_is_an_empty_cell(client: Client):
    make_study(
        "here",
        identifiers=[],
        countries=[],
        indications=[],
        products=[],
        sources=0,
        primary_sponsor=None,
        status_as_of=None,
        study_type="",
    )

    [row] = rows(download(client))

    assert {name: cell for name, cell in row.items() if cell} == {
        "slug": "here",
        "url": "http://localhost:8000/en/studies/here/",
        "public_title": "Here",
        "recruitment_status": "RECRUITING",
        "classification": "AUTOMATIC",
        "openness": "UNKNOWN",
        "openness_in_words": ("The whole study: recruiting (see the sources, undated). No source says where it is"),
    }


def test_partial_dates_stay_as_exact_as_they_are(client: Client):
    make_study(start_date=PartialDate.parse("2025-06"), last_registry_update=PartialDate.parse("2024"))

    [row] = rows(download(client))

    assert (row["start_date"], row["last_registry_update"]) == ("2025-06", "2024")


def test_modalities_and_targets_are_the_studys_own_and_its_products_together(client: Client):
    cd19, bcma = make_target("cd19"), make_target("bcma")
    product = make_product(modality="CAR_NK", targets=[cd19])
    make_study(products=[product], own_modalities=["AUTOLOGOUS_CAR_T"], own_targets=[bcma, cd19])

    [row] = rows(download(client))

    assert (row["modality"], row["targets"]) == ("AUTOLOGOUS_CAR_T; CAR_NK", "bcma; cd19")


def test_unpublished_studies_are_in_no_file(client: Client):
    make_study(publication_state="DRAFT")

    assert rows(download(client)) == []


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        download(client)
    return len(captured)


def test_three_studies_need_as_many_queries_as_one(client: Client):
    make_abundant_study(1, family=False)
    for_one = queries(client)
    make_abundant_study(3, family=False)
    make_abundant_study(3, family=False)

    assert queries(client) == for_one


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("&phase=2", 400, "phase: Phase: “2” is not one of the values.\n"),
        ("&colour=red", 400, "colour: There is no filter called “colour”.\n"),
        ("&page=9", 404, "page: There is no page 9: the list ends at page 1.\n"),
        (
            "&age=x&country=no",
            400,
            "country: Country: “no” is not one of the values.\nage: Age: “x” is not a whole number from 0 to 120.\n",
        ),
        ("&format=csv", 400, "format: “format” can be given only once.\n"),
    ],
)
def test_a_wrong_question_is_named_and_never_answered_with_a_file(client: Client, query: str, status: int, told: str):
    make_study(indications=[make_indication("gout")])

    response = client.get(f"/en/studies/?format=csv{query}")

    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == told
