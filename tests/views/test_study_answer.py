"""The top of a study's page: the status in Norway, whom to ask, and what to mind."""

import datetime
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from tests.factories import (
    make_site,
    make_source,
    make_study,
    make_study_site,
)
from tests.html import text, texts
from tests.views.reading import read
from trials.choices import ContactRole
from trials.dates import PartialDate
from trials.models import Contact, StudySite

pytestmark = pytest.mark.django_db

DATE = PartialDate.parse


def page(client: Client, slug: str = "here", language: str = "en") -> Element:
    return read(client, f"/{language}/studies/{slug}/")


def answer(found: Element) -> list[str]:
    return texts(found, ".//div[@class='answer-main']/*")


def answer_facts(found: Element) -> list[tuple[str, str]]:
    rows = found.findall(".//dl[@class='answer-dl']/div")
    return [(text(row.find("dt")), text(row.find("dd"))) for row in rows]


def recruiting_in_oslo(**fields: Any) -> StudySite:
    study = make_study("here", sources=0)
    source = make_source(study=study, label="ClinicalTrials.gov NCT01234567")
    return make_study_site(
        study,
        make_site(name_nb="Rikshospitalet", city="Oslo"),
        status_source=source,
        status_as_of=DATE("2026-08-22"),
        **fields,
    )


ASK = "Ask the study site before you refer: what stands here may have changed."


def test_the_page_opens_with_the_norwegian_sites_status_its_source_and_date(client: Client):
    recruiting_in_oslo()

    found = page(client)

    assert answer(found) == [
        "Status in Norway",
        "Recruiting in Oslo according to ClinicalTrials.gov",
        "Not confirmed by the site",
        ASK,
    ]
    assert answer_facts(found)[1:3] == [("Source", "ClinicalTrials.gov, 22 Aug 2026"), ("Confirmed", "Never")]
    [main, *_others] = found.findall(".//main/section")
    assert main.attrib["class"] == "answer"


def test_the_site_that_confirmed_is_said_to_have_when(client: Client):
    recruiting_in_oslo(
        verified_at=datetime.datetime(2026, 11, 1, 23, 30, tzinfo=datetime.UTC),
        verified_by=get_user_model().objects.create_user("anne"),
        verification_method="PHONE",
    )

    found = page(client)

    assert answer(found)[1:3] == [
        "Recruiting in Oslo according to ClinicalTrials.gov",
        "Confirmed by the site 2 November 2026",
    ]
    assert ("Confirmed", "2 November 2026") in answer_facts(found)


def test_a_site_without_its_own_status_shows_the_whole_studys(client: Client):
    study = make_study("here", recruitment_status="ANNOUNCED", identifiers=[])
    make_study_site(study, make_site(city="Oslo"), status="", status_as_of=None)

    found = page(client)

    assert answer(found) == [
        "Status in Norway",
        "Announced",
        "This is the status of the whole study. No source gives one for the site in Oslo.",
        "Not confirmed by the site",
        "In no registry yet",
        ASK,
    ]
    assert "Source" not in dict(answer_facts(found))


def test_a_study_without_a_norwegian_site_says_so_and_where_it_is(client: Client):
    study = make_study("here", countries=["DK", "DE"], sites=[make_site(city="Aarhus", country="DK")])

    found = page(client)

    assert answer(found) == ["Status in Norway", "No Norwegian site", "No source names a study site in Norway.", ASK]
    assert answer_facts(found) == [
        ("The whole study", "Recruiting See the sources, 22 Aug 2026"),
        ("Takes place in", "Denmark, Aarhus; Germany"),
    ]

    study.countries.all().delete()

    assert answer_facts(page(client))[1] == ("Takes place in", "Country not stated by the source")


def test_only_public_contacts_are_shown(client: Client):
    here = recruiting_in_oslo()

    assert ("Contact", "None registered") in answer_facts(page(client))

    def contact(**fields: Any) -> None:
        Contact.objects.create(study_site=here, checked_at=timezone.now(), **fields)

    contact(role=ContactRole.REFERRAL, name="Referrals", phone="+47 22 22 22 22", is_public=True)
    contact(role=ContactRole.STUDY_NURSE, email="nurse@example.no", is_public=True)
    contact(role=ContactRole.PRINCIPAL_INVESTIGATOR, name="Secret", email="secret@example.no")

    found = page(client)

    assert ("Referrals", "Referrals +47 22 22 22 22") in answer_facts(found)
    assert ("Study nurse", "nurse@example.no") in answer_facts(found)
    assert "secret" not in "".join(found.itertext()).lower()
    links = {link.attrib["href"] for link in found.findall(".//dl[@class='answer-dl']//a")}
    assert {"tel:+4722222222", "mailto:nurse@example.no"} <= links


@pytest.mark.parametrize(
    ("texts_by_language", "language", "shown", "marked"),
    [
        ({"caution_nb": "Pass på", "caution_nn": "Pass på no", "caution_en": "Mind"}, "nb", "Pass på", None),
        ({"caution_nb": "Pass på", "caution_nn": "Pass på no", "caution_en": "Mind"}, "nn", "Pass på no", None),
        ({"caution_nb": "Pass på", "caution_nn": "Pass på no", "caution_en": "Mind"}, "en", "Mind", None),
        ({"caution_nb": "Pass på", "caution_en": "Mind"}, "nn", "Pass på", "nb"),
        ({"caution_en": "Mind"}, "nb", "Mind", "en"),
        ({"caution_nb": "Pass på"}, "en", "Pass på", "nb"),
    ],
)
def test_the_caution_is_shown_in_the_readers_language_or_marked_with_its_own(
    client: Client, texts_by_language: dict[str, Any], language: str, shown: str, marked: str | None
):
    make_study("here", **texts_by_language)

    [caution] = page(client, language=language).findall(".//section[@class='caution']")
    [words, *_note] = caution.findall(".//p")

    assert text(words) == shown
    span = words.find("span")
    assert (span.attrib["lang"] if span is not None else None) == marked


def test_a_study_without_a_caution_has_no_box_for_it(client: Client):
    make_study("here")

    assert page(client).find(".//section[@class='caution']") is None
