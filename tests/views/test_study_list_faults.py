"""Wrong questions to the list of studies: the fault is named, and nothing is listed."""

import pytest
from django.test import Client

from tests.factories import make_study
from tests.html import parse, text, texts
from tests.views.reading import faults, heading, read
from trials.query.filters import StudyFilterSet

pytestmark = pytest.mark.django_db

NOT_A_VALUE = "is not one of the values."
NOT_KNOWN = "is not known here."
AGE = "is not a whole number from 0 to 120."
PAGE = "is not a whole number from 1 to 999999."


@pytest.fixture(autouse=True)
def a_study() -> None:
    make_study("hidden")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("colour=red", ["There is no filter called “colour”."]),
        ("Q=lupus", ["There is no filter called “Q”."]),
        ("indication=nope", [f"Disease: “nope” {NOT_KNOWN}"]),
        ("country=no", [f"Country: “no” {NOT_A_VALUE}"]),
        ("country=NOR", [f"Country: “NOR” {NOT_A_VALUE}"]),
        ("country=XX", [f"Country: “XX” {NOT_A_VALUE}"]),
        ("country=EU", [f"Country: “EU” {NOT_A_VALUE}"]),
        ("region=nordic", [f"Region: “nordic” {NOT_A_VALUE}"]),
        ("region=OSLO", [f"Region: “OSLO” {NOT_A_VALUE}"]),
        ("site=nope", [f"Study site: “nope” {NOT_KNOWN}"]),
        ("status=OPEN", [f"Status: “OPEN” {NOT_A_VALUE}"]),
        ("status=recruiting", [f"Status: “recruiting” {NOT_A_VALUE}"]),
        ("modality=CAR_T", [f"Type of treatment: “CAR_T” {NOT_A_VALUE}"]),
        ("target=CD19", [f"Target: “CD19” {NOT_KNOWN}"]),
        ("phase=2", [f"Phase: “2” {NOT_A_VALUE}"]),
        ("sponsor_type=industry", [f"Sponsor type: “industry” {NOT_A_VALUE}"]),
        ("sponsor=Novartis", [f"Sponsor: “Novartis” {NOT_KNOWN}"]),
        ("product=x'--", [f"Product: “x'--” {NOT_KNOWN}"]),
        ("study_type=RCT", [f"Study type: “RCT” {NOT_A_VALUE}"]),
        ("age=twelve", [f"Age: “twelve” {AGE}"]),
        ("age=-1", [f"Age: “-1” {AGE}"]),
        ("age=121", [f"Age: “121” {AGE}"]),
        ("age=1e3", [f"Age: “1e3” {AGE}"]),
        ("age=34.5", [f"Age: “34.5” {AGE}"]),
        ("age=３４", [f"Age: “３４” {AGE}"]),
        ("age=+34", [f"Age: “ 34” {AGE}"]),
        (f"age={'9' * 100}", [f"Age: “{'9' * 100}” {AGE}"]),
        ("age=34&age=x", [f"Age: “x” {AGE}"]),
        ("sort=newest", [f"Order: “newest” {NOT_A_VALUE}"]),
        ("sort=-start", [f"Order: “-start” {NOT_A_VALUE}"]),
        ("page=0", [f"Page: “0” {PAGE}"]),
        ("page=x", [f"Page: “x” {PAGE}"]),
        ("page=-1", [f"Page: “-1” {PAGE}"]),
        ("page=1000000", [f"Page: “1000000” {PAGE}"]),
        ("format=pdf", [f"Format: “pdf” {NOT_A_VALUE}"]),
        ("format=CSV", [f"Format: “CSV” {NOT_A_VALUE}"]),
        ("q=a&q=b", ["“q” can be given only once."]),
        ("sort=start&sort=start", ["“sort” can be given only once."]),
        ("page=1&page=2", ["“page” can be given only once."]),
        ("status=RECRUITING&status=OPEN", [f"Status: “OPEN” {NOT_A_VALUE}"]),
        (
            "x=1&status=OPEN&age=x&indication=nope",
            [
                "There is no filter called “x”.",
                f"Disease: “nope” {NOT_KNOWN}",
                f"Status: “OPEN” {NOT_A_VALUE}",
                f"Age: “x” {AGE}",
            ],
        ),
    ],
)
def test_a_wrong_question_is_named_and_answered_with_nothing(client: Client, query: str, told: list[str]):
    page = read(client, f"/en/studies/?{query}", 400)

    assert heading(page) == "We cannot answer this question"
    assert sorted(faults(page)) == sorted(told)
    assert page.findall(".//li[@class='row']") == []
    assert {text(count) for count in page.findall(".//span[@class='count']")} == {"0"}


@pytest.mark.parametrize("number", [2, 999999])
def test_a_page_beyond_the_last_is_named_and_not_found(client: Client, number: int):
    page = read(client, f"/en/studies/?page={number}", 404)

    assert faults(page) == [f"There is no page {number}: the list ends at page 1."]
    assert page.findall(".//li[@class='row']") == []


@pytest.mark.parametrize(
    "query",
    [
        "=&".join([*StudyFilterSet.base_filters, ""]),
        "q=+&q=",
        "status=&status=RECRUITING",
        "page=1&page=",
        "age=18&age=",
    ],
)
def test_an_empty_value_is_absent(client: Client, query: str):
    make_study(minimum_age_months=216)

    response = client.get(f"/en/studies/?{query}")

    assert response.status_code == 200
    assert "text/html" in response.headers["Content-Type"]
    assert len(texts(parse(response.content), ".//li[@class='row']")) == (1 if "age=18" in query else 2)


def test_a_value_that_no_study_has_is_valid_and_gives_an_honest_empty_list(client: Client):
    page = read(client, "/en/studies/?country=IS&status=RECRUITING")

    assert heading(page) == "0 studies, recruiting, in Iceland"
    assert text(page.find(".//div[@class='empty']/h2")) == "No study in the register fits all of this"
    loosen = page.findall(".//ul[@class='loosen']/li")
    assert [text(one) for one in loosen] == ["Without “Iceland” 1 study", "Without “Recruiting” 0 studies"]
    assert loosen[0].find("a").attrib["href"] == "?status=RECRUITING"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("status=RECRUITING&status=RECRUITING", "1 study, recruiting"),
        ("country=NO&country=NO", "1 study in Norway"),
        ("age=34&age=34", "0 studies that include age 34"),
        ("age=007", "0 studies that include age 7"),
    ],
)
def test_a_value_given_twice_counts_once(client: Client, query: str, words: str):
    page = read(client, f"/en/studies/?{query}")

    [chip] = page.findall(".//a[@class='ds-chip']")
    assert heading(page) == words
    assert chip.attrib["href"] == "?"


def test_faults_are_told_in_the_language_of_the_page(client: Client):
    [bokmal], [nynorsk] = (faults(read(client, f"/{language}/studies/?age=x", 400)) for language in ("nb", "nn"))

    assert bokmal.startswith("Alder: «x» er ikke ")
    assert nynorsk.startswith("Alder: «x» er ikkje ")


def test_what_was_typed_is_shown_as_text(client: Client):
    response = client.get("/en/studies/?status=%3Cscript%3Ealert(1)%3C/script%3E")

    assert response.status_code == 400
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("path", ["/en/", "/en/studies/", "/en/studies/?format=csv", "/en/studies/hidden/"])
def test_pages_are_only_read(client: Client, path: str):
    head = client.head(path)

    assert head.status_code == 200
    assert b"".join(head) == b""
    assert [client.post(path).status_code, client.put(path).status_code, client.delete(path).status_code] == [405] * 3
    assert client.post(path).headers["Allow"] == "GET, HEAD"
