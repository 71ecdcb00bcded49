"""After the infusion: 113 first, then the numbers that study sites have entered."""

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from tests.factories import make_site, make_study, make_study_site
from tests.html import text, texts
from tests.views.reading import notices, queries, read
from trials.choices import ContactRole
from trials.models import Contact, Study

pytestmark = pytest.mark.django_db

PAGE = "/en/after-infusion/"
NONE = "No study site has entered a 24-hour number here yet. Call the number on the patient's study card."


def number(study: Study, phone: str, city: str = "Oslo", country: str = "NO", **fields: Any) -> Contact:
    here = make_study_site(study, make_site(city=city, country=country, name_en=f"{city} Hospital"))
    defaults = {"role": ContactRole.ON_CALL, "is_public": True}
    return Contact.objects.create(study_site=here, phone=phone, **defaults | fields)


def numbers(found: Element) -> list[str]:
    return texts(found, ".//ul[@class='on-call']/li")


@pytest.mark.parametrize(
    ("language", "first"),
    [("nb", "Ved akutt fare: ring 113"), ("nn", "Ved akutt fare: ring 113"), ("en", "In acute danger: call 113")],
)
def test_the_first_line_says_to_call_113(client: Client, language: str, first: str) -> None:
    main = read(client, f"/{language}/after-infusion/").find(".//main")

    assert main is not None
    assert text(main[0]) == first
    link = main[0].find("a")
    assert link is not None
    assert link.get("href") == "tel:113"


def test_without_numbers_the_study_card_is_pointed_to(client: Client) -> None:
    make_study("here", sites=[make_site()])

    found = read(client, PAGE)

    assert numbers(found) == []
    assert NONE in texts(found, ".//section/p")


def test_numbers_stand_by_study_and_hospital_norway_first(client: Client) -> None:
    study = make_study("here", acronym="STAR", identifiers=[("CTGOV", "NCT01234567")])
    number(study, "+49 30 1", "Berlin", "DE")
    number(study, "+47 22 22 22 22", name="Ward 3")

    found = read(client, PAGE)

    assert numbers(found) == [
        "+47 22 22 22 22 Oslo Hospital, Oslo: Ward 3STAR NCT01234567",
        "+49 30 1 Berlin Hospital, BerlinSTAR NCT01234567",
    ]
    link = found.find(".//a[@class='nb phone']")
    assert link is not None
    assert link.get("href") == "tel:+4722222222"


@pytest.mark.parametrize(
    "fields", [{"is_public": False}, {"role": ContactRole.STUDY_NURSE}, {"phone": "", "email": "a@example.no"}]
)
def test_only_public_numbers_for_all_hours_are_told(client: Client, fields: dict[str, Any]) -> None:
    number(make_study("here"), **{"phone": "+47 999"} | fields)

    found = read(client, PAGE)

    assert numbers(found) == []
    assert "999" not in text(found)


def test_a_study_that_is_not_public_has_no_number_here(client: Client) -> None:
    number(make_study("here", publication_state="DRAFT"), "+47 999")

    assert numbers(read(client, PAGE)) == []


def test_one_study_may_be_asked_for(client: Client) -> None:
    number(make_study("here", acronym="STAR"), "+47 1")
    number(make_study("other"), "+47 2")

    found = read(client, f"{PAGE}?study=here")

    assert [told.split()[1] for told in numbers(found)] == ["1"]
    assert texts(found, ".//h2")[0] == "The 24-hour number of STAR"


@pytest.mark.parametrize("slug", ["none", "draft", "x" * 150, "%00<b>"])
def test_an_unknown_study_is_told_and_no_other_number_is_given(client: Client, slug: str) -> None:
    number(make_study("draft", publication_state="DRAFT"), "+47 1")
    number(make_study("other"), "+47 2")

    answer = client.get(PAGE, {"study": slug})

    assert answer.status_code == 400
    assert b"+47" not in answer.content
    if "%" not in slug:
        found = read(client, f"{PAGE}?study={slug}", 400)
        assert text(found.find(".//main")).startswith("In acute danger: call 113")
        assert notices(found) == [f"There is no study with the address “{slug[:100]}” here."]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_three_words_are_explained_with_their_sources_and_no_advice(client: Client, language: str) -> None:
    found = read(client, f"/{language}/after-infusion/")

    assert [text(heading).split()[0] for heading in found.findall(".//h3")] == ["CRS", "ICANS", "LICATS"]
    sources = {link.get("href") for link in found.findall(".//ol[@class='refs']/li/a")}
    assert sources == {
        "https://doi.org/10.1016/j.bbmt.2018.12.758",
        "https://doi.org/10.1016/S2665-9913(25)00091-8",
    }


def test_every_page_leads_there(client: Client) -> None:
    links = {link.get("href") for link in read(client, "/nb/").findall(".//footer//a")}

    assert "/nb/after-infusion/" in links


def test_three_numbers_need_as_many_queries_as_one(client: Client) -> None:
    number(make_study(), "+47 1")
    one = queries(client, PAGE)
    for country in ("SE", "DE"):
        number(make_study(), "+47 2", country=country)

    assert queries(client, PAGE) == one
