"""The referral sheet: on screen, on paper and as plain text, with nothing of a patient and nobody's private number."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    make_criterion,
    make_guidance,
    make_site,
    make_source,
    make_study,
    make_study_site,
    make_washout,
)
from tests.html import text, texts
from tests.views.abundance import make_abundant_study
from tests.views.reading import queries, read
from trials.choices import ContactRole, Registry
from trials.dates import format_date
from trials.models import Contact, StudySite

pytestmark = pytest.mark.django_db

SHEET, TEXT = "/en/studies/here/referral/", "/en/studies/here/referral.txt"
LANGUAGES = ("nb", "nn", "en")


def in_oslo(**fields: Any) -> StudySite:
    study = make_study("here", acronym="STAR", identifiers=[("CTGOV", "NCT01234567"), ("SPONSOR_PROTOCOL", "S-1")])
    source = study.sources.get()
    return make_study_site(study, make_site(name_en="Rikshospitalet"), status_source=source, **fields)


def plain(client: Client, address: str = TEXT) -> list[str]:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return answer.content.decode().splitlines()


def test_the_text_says_what_a_letter_needs(client: Client) -> None:
    here = in_oslo(who_may_refer_en="Rheumatologists", attach_en="Letter\nBlood tests")
    Contact.objects.create(study_site=here, role=ContactRole.REFERRAL, phone="+47 22", name="Clinic", is_public=True)
    make_criterion(here.study)
    make_washout(here.study)
    make_guidance(url="https://example.org/g")

    lines = plain(client)

    today = format_date(timezone.localdate(), "en", "long")
    told = "Recruiting according to ClinicalTrials.gov, 22 Aug 2026. Not confirmed by the site"
    assert lines == [
        "STAR",
        "Autologous CAR-T, target not stated",
        "NCT number (ClinicalTrials.gov): NCT01234567, Sponsor's protocol number: S-1",
        "http://localhost:8000/en/studies/here/",
        f"Printed {today}. {told}.",
        "",
        "RIKSHOSPITALET, OSLO",
        "Open today:",
        "- Open according to a registry",
        "- Recruiting according to ClinicalTrials.gov, 22 Aug 2026",
        "- Not confirmed by the site",
        "Confirmed by the site: Never",
        "Referrals: +47 22, Clinic",
        "Who may refer: Rheumatologists",
        "What to attach:",
        "- Letter",
        "- Blood tests",
        (
            "Not stated: ask the site: Answers within, takes referrals from other hospitals, "
            "takes patients from abroad, travel covered"
        ),
        "",
        "CHECK BEFORE REFERRAL",
        "Exclusion: infection and vaccines: No ongoing infection (ClinicalTrials.gov, 22 Aug 2026)",
        "Washout of the study: Belimumab: at least 28 days before leukapheresis (ClinicalTrials.gov, 22 Aug 2026)",
        (
            "General guidance, not of this study: Mycophenolate: at least 14 days before leukapheresis "
            "(Nordmann K. Guidance. Journal 2025, https://example.org/g)"
        ),
        "All criteria: ClinicalTrials.gov, https://clinicaltrials.gov/study/NCT90000000",
        "The study site decides.",
        "",
        "SOURCES",
        "ClinicalTrials.gov, 22 Aug 2026, https://clinicaltrials.gov/study/NCT90000000",
        "",
        "Nothing about a patient belongs on this sheet. The referral itself goes through your hospital's own system.",
    ]


def test_the_page_says_the_same_and_where_it_stands(client: Client) -> None:
    in_oslo()

    found = read(client, SHEET)

    values = [text(value) for value in found.findall(".//div[@class='sheet-line']/div/p")]
    written = "\n".join(plain(client))
    assert [value for value in values if value not in written] == []
    [area] = found.iter("textarea")
    assert (area.text, area.get("readonly")) == (f"{written}\n", "")
    assert text(found.find(".//a[@class='address']")) == "http://localhost:8000/en/studies/here/"
    [code] = found.findall(".//svg[@class='qr']")
    assert code.get("aria-label") == "QR code that leads to http://localhost:8000/en/studies/here/"


def test_date_and_confirmation_stand_in_the_part_that_print_repeats(client: Client) -> None:
    in_oslo()

    top = text(read(client, SHEET).find(".//div[@class='sheet-top']"))

    today = format_date(timezone.localdate(), "en", "long")
    told = "Recruiting according to ClinicalTrials.gov, 22 Aug 2026. Not confirmed by the site"
    assert top == f"STAR Printed {today} {told}"


def test_the_sheet_takes_nothing_from_its_reader(client: Client) -> None:
    in_oslo()

    found = read(client, SHEET)

    assert [element.tag for element in found.iter() if element.tag in {"input", "form", "select"}] == []
    assert texts(found, ".//p[@class='patient-free']") == [
        "Nothing about a patient belongs on this sheet. The referral itself goes through your hospital's own system."
    ]


def test_a_study_that_is_not_open_in_norway_names_where_it_is(client: Client) -> None:
    here = in_oslo(status="COMPLETED")
    make_study_site(here.study, make_site(city="Lund", country="SE"), reply_days=3)

    lines = plain(client)

    assert "Closed in Norway; open according to a registry: Sweden" in lines
    assert "Answers within: 3 days" in lines


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["", "referral/", "referral.txt"])
def test_a_contact_that_is_not_public_stands_nowhere(client: Client, page: str, language: str) -> None:
    here = in_oslo(principal_investigator="Secret Name")
    abroad = make_study_site(here.study, make_site(country="SE"), reply_days=1)
    here.study.contacts.create(role=ContactRole.REGISTRY, name="Secret Name", phone="+47 999")
    for role in ContactRole.values:
        for place in (here, abroad):
            Contact.objects.create(
                study_site=place, role=role, name="Secret Name", phone="+47 999", email="secret@example.no"
            )

    said = client.get(f"/{language}/studies/here/{page}").content.decode()

    assert [word for word in ("Secret", "999", "secret@") if word in said] == []


@pytest.mark.parametrize("address", [SHEET, TEXT])
@pytest.mark.parametrize(
    ("state", "status"), [("WITHDRAWN", 410), ("DRAFT", 404), ("IN_REVIEW", 404), ("PUBLISHED", 200)]
)
def test_the_sheet_is_there_as_the_studys_page_is(client: Client, address: str, state: str, status: int) -> None:
    make_study("here", publication_state=state, withdrawal_reason_nb="Dobbelt." if state == "WITHDRAWN" else "")

    assert client.get(address).status_code == status
    assert client.get("/en/studies/none/referral/").status_code == 404


def test_sites_in_norway_beyond_the_second_are_named(client: Client) -> None:
    here = in_oslo()
    for city in ("Bergen", "Troms"):
        make_study_site(here.study, make_site(city=city, name_en=f"{city} Hospital"))

    lines = plain(client)

    at = lines.index("MORE SITES IN NORWAY")
    assert lines[at + 1 : at + 3] == ["Troms Hospital: Open according to a registry", ""]


def test_a_long_note_is_cut(client: Client) -> None:
    in_oslo(note_en="long words " * 200)

    [note] = [line for line in plain(client) if line.startswith("Note from the site: ")]

    assert note.endswith(" …")
    assert len(note) < 290


def test_nothing_is_written_out_without_end(client: Client) -> None:
    here = in_oslo(attach_nb="\n".join(f"Vedlegg {number}" for number in range(99)))
    for number in range(99):
        make_criterion(here.study, text_en=f"Criterion {number}")
        make_source(study=here.study)

    lines = plain(client)

    assert len([line for line in lines if "Criterion" in line]) == 16
    assert "83 more on the study's page." in lines
    assert "- 95 more on the study's page." in lines
    assert len(lines) < 70


@pytest.mark.parametrize("page", ["referral/", "referral.txt"])
def test_three_of_everything_need_as_many_queries_as_one(client: Client, page: str) -> None:
    for links, slug in ((1, "one"), (3, "three")):
        study = make_abundant_study(links, slug=slug)
        for theme in ("AGE", "CANCER", "OTHER")[:links]:
            make_criterion(study, theme=theme)

    def needed(slug: str) -> int:
        address = f"/en/studies/{slug}/{page}"
        return queries(client, address) if page.endswith("/") else _queries_of_text(client, address)

    assert needed("three") == needed("one")


def _queries_of_text(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_whom_a_registry_names_for_the_study_stands_where_no_site_says_whom_to_call(client: Client) -> None:
    here = in_oslo()
    named = {"role": ContactRole.REGISTRY, "registry": Registry.CTGOV, "is_public": True}
    here.study.contacts.create(name="Trial Office", phone="+41 61", **named)

    without = plain(client)
    Contact.objects.create(study_site=here, role=ContactRole.REFERRAL, phone="+47 22", is_public=True)

    assert "+41 61, Trial Office (ClinicalTrials.gov)" in without
    assert (
        without.index("CONTACT FOR THE WHOLE STUDY") == without.index("+41 61, Trial Office (ClinicalTrials.gov)") - 1
    )
    assert "CONTACT FOR THE WHOLE STUDY" not in plain(client)
