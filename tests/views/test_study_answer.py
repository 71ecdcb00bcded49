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


def rows_of(part: Element) -> list[tuple[str, str]]:
    return [(text(row.find("dt")), text(row.find("dd"))) for row in part.findall(".//dl[@class='answer-dl']/div")]


def answer_facts(found: Element) -> list[tuple[str, str]]:
    place = found.find(".//section[@class='answer']/div[@class='place']")
    return rows_of(place) if place is not None else []


def whole(found: Element) -> list[tuple[str, str]]:
    rows = found.findall(".//dl[@class='answer-dl whole']/div")
    return [(text(row.find("dt")), text(row.find("dd"))) for row in rows]


def areas(found: Element) -> dict[str, list[str]]:
    return {text(area.find("h3")): texts(area, "./ul/li") for area in found.findall(".//div[@class='area']")}


def elsewhere(found: Element) -> list[str]:
    return texts(found, ".//p[@class='elsewhere']")


def recruiting_in_oslo(**fields: Any) -> StudySite:
    study = make_study("here", sources=0)
    source = make_source(study=study, label="ClinicalTrials.gov NCT01234567")
    return make_study_site(
        study,
        make_site(name_en="Rikshospitalet", city="Oslo"),
        status_source=source,
        status_as_of=DATE("2026-08-22"),
        **fields,
    )


def on(day: str) -> datetime.datetime:
    return datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(12), datetime.UTC)


@pytest.fixture(autouse=True)
def _on_26_november_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: on("2026-11-26"))


def confirmed(day: str = "2026-11-02", **fields: Any) -> dict[str, Any]:
    person = get_user_model().objects.get_or_create(username="anne")[0]
    return {"verified_at": on(day), "verified_by": person, "verification_method": "PHONE"} | fields


def test_the_page_opens_with_the_norwegian_sites_word_its_source_and_date(client: Client):
    recruiting_in_oslo()

    found = page(client)

    assert answer(found) == [
        "Open according to a registry",
        "Recruiting according to ClinicalTrials.gov, 22 Aug 2026",
        "Not confirmed by the site",
    ]
    assert answer_facts(found) == [
        ("Study site", "Rikshospitalet, Oslo"),
        ("Source", "ClinicalTrials.gov, 22 Aug 2026"),
        ("Confirmed", "Never"),
        ("Contact", "None registered"),
        (
            "Not stated",
            (
                "Who may refer, what to attach, answers within, takes referrals from other hospitals, "
                "takes patients from abroad, travel covered. Ask the site."
            ),
        ),
    ]
    [main, *_others] = found.findall(".//main/section")
    assert main.attrib["class"] == "answer"


def test_the_site_that_confirmed_is_said_to_have_when_by_whom_and_how(client: Client):
    recruiting_in_oslo(**confirmed(verified_role="STUDY_NURSE"))

    found = page(client)

    assert answer(found) == ["Open, confirmed by the site", "Open, confirmed 2 Nov 2026 by the study nurse"]
    assert ("Confirmed", "2 November 2026 by the study nurse, by phone") in answer_facts(found)


def test_a_look_into_a_registry_is_no_confirmation(client: Client):
    recruiting_in_oslo(**confirmed(verification_method="REGISTRY"))

    found = page(client)

    assert answer(found)[0] == "Open according to a registry"
    assert ("Confirmed", "Never; looked up in a registry 2 November 2026") in answer_facts(found)


def test_a_confirmation_of_long_ago_confirms_no_more(client: Client):
    recruiting_in_oslo(**confirmed("2026-08-01"))

    found = page(client)

    assert answer(found)[0] == "Open according to a registry"
    assert "Confirmed 1 Aug 2026, more than 90 days ago" in answer(found)


def test_a_pause_stands_with_its_reason_and_its_expected_end(client: Client):
    recruiting_in_oslo(**confirmed(), status="SUSPENDED", pause_reason="No beds", expected_open_date=DATE("2027-01"))

    assert answer(page(client))[:3] == ["Paused", "Paused: No beds", "Expected to open January 2027"]


def test_what_the_site_tells_referring_doctors_stands_with_it(client: Client):
    recruiting_in_oslo(
        who_may_refer_nb="Revmatologer",
        who_may_refer_en="Rheumatologists",
        attach_nb="Epikrise\nBlodprøver",
        attach_en="Discharge letter\n\nBlood tests\n",
        reply_days=5,
        takes_external_referrals=True,
        takes_foreign_referrals=False,
        is_travel_covered=True,
        note_nb="Ring først.",
    )

    facts = answer_facts(page(client))

    assert facts[4:] == [
        ("Who may refer", "Rheumatologists"),
        ("What to attach", "Discharge letterBlood tests"),
        ("Answers within", "5 days"),
        ("Takes referrals from other hospitals", "Yes"),
        ("Takes patients from abroad", "No"),
        ("Travel covered", "Yes"),
        ("Note from the site", "Ring først."),
    ]


def test_a_study_without_a_norwegian_site_says_so_and_where_it_is_open(client: Client):
    study = make_study("here", countries=["DK", "DE"], sites=[make_site(city="Aarhus", country="DK")])

    found = page(client)

    assert answer(found) == ["No Norwegian site", "No source names a study site in Norway."]
    assert elsewhere(found) == ["No Norwegian site; open according to a registry: Denmark."]
    assert whole(found) == [
        ("The whole study", "Recruiting See the sources, 22 Aug 2026"),
        ("Takes place in", "Denmark, Aarhus; Germany"),
    ]

    study.study_sites.all().delete()
    study.countries.all().delete()

    assert whole(page(client))[1] == ("Takes place in", "Country not stated by the source")


def test_a_study_that_recruits_while_its_norwegian_site_is_closed_says_so_plainly(client: Client):
    study = make_study("here", countries=["NO", "SE", "DE"])
    make_study_site(study, make_site(city="Oslo"), status="COMPLETED")
    make_study_site(study, make_site(city="Lund", country="SE"), **confirmed())
    make_study_site(study, make_site(city="Berlin", country="DE"))

    found = page(client)

    assert answer(found)[0] == "Closed"
    assert elsewhere(found) == [
        "Closed in Norway; open, confirmed by the site: Sweden; open according to a registry: Germany."
    ]


def test_a_study_that_is_open_in_norway_does_not_point_elsewhere(client: Client):
    study = recruiting_in_oslo().study
    make_study_site(study, make_site(city="Lund", country="SE"))

    assert elsewhere(page(client)) == []


def test_sites_of_which_the_same_is_said_share_a_line_nordic_ones_first(client: Client):
    study = make_study("here", countries=["NO", "SE", "DE", "US"])
    for city, country, status in [
        ("Oslo", "NO", "RECRUITING"),
        ("Lund", "SE", "RECRUITING"),
        ("Umea", "SE", "RECRUITING"),
        ("Berlin", "DE", "RECRUITING"),
        ("Ulm", "DE", "COMPLETED"),
        ("Boston", "US", "RECRUITING"),
    ]:
        make_study_site(study, make_site(city=city, country=country), status=status)
    for number in range(5):
        make_study_site(study, make_site(city=f"Roma {number}", country="IT"))

    found = areas(page(client))

    told = "Recruiting (see the sources, 22 Aug 2026). Not confirmed by the site"
    assert found == {
        "Nordic countries": [f"Open according to a registrySweden (Lund, Umea){told}"],
        "Rest of Europe": [
            f"Open according to a registryGermany (Berlin), Italy (5 sites){told}",
            "ClosedGermany (Ulm)Completed (see the sources, 22 Aug 2026). Not confirmed by the site",
        ],
    }


def test_a_site_abroad_that_told_more_is_shown_in_full(client: Client):
    study = make_study("here", countries=["SE"])
    lund = make_study_site(study, make_site(name_en="Skane Hospital", city="Lund", country="SE"), reply_days=1)
    Contact.objects.create(study_site=lund, role=ContactRole.REFERRAL, phone="+46 1", is_public=True)
    Contact.objects.create(study_site=lund, role=ContactRole.REFERRAL, phone="+46 666", is_public=False)

    [more] = page(client).findall(".//details[@class='place-more']")

    assert text(more.find("summary")) == "Skane Hospital, Lund: contacts and referral"
    assert rows_of(more)[2:4] == [("Referrals", "+46 1"), ("Answers within", "1 day")]


def test_the_answer_leads_to_the_sheet_and_to_the_number_after_the_infusion(client: Client):
    make_study("here")

    links = [link.attrib["href"] for link in page(client).findall(".//p[@class='answer-links']/a")]

    assert links == ["/en/studies/here/referral/", "/en/after-infusion/?study=here"]


def test_only_public_contacts_are_shown(client: Client):
    here = recruiting_in_oslo()

    assert ("Contact", "None registered") in answer_facts(page(client))

    def contact(**fields: Any) -> None:
        Contact.objects.create(study_site=here, checked_at=timezone.now(), **fields)

    contact(role=ContactRole.REFERRAL, name="Referrals", phone="+47 22 22 22 22", is_public=True)
    contact(role=ContactRole.STUDY_NURSE, email="nurse@example.no", is_public=True)
    contact(role=ContactRole.PRINCIPAL_INVESTIGATOR, name="Secret", email="secret@example.no")

    found = page(client)

    assert ("Referrals", "+47 22 22 22 22 Referrals") in answer_facts(found)
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


def test_whom_a_registry_names_for_the_study_is_shown_as_the_registrys(client: Client):
    here = recruiting_in_oslo()
    here.study.contacts.create(
        role=ContactRole.REGISTRY, name="Trial Office", phone="+41 61", is_public=True, registry="CTGOV"
    )

    told = ("Contact for the whole study", "+41 61 Trial Office as published by ClinicalTrials.gov")
    assert told in whole(page(client))
