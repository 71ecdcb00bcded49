"""A row of the list of studies: what a rheumatologist needs to decide in three seconds."""

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from tests.factories import (
    make_indication,
    make_product,
    make_site,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from tests.html import text, texts
from tests.views.reading import read
from trials.choices import Classification, NoIdentifierReason, Openness, RecruitmentStatus
from trials.dates import format_date
from trials.models import Study, StudySite

pytestmark = pytest.mark.django_db


def row(client: Client, query: str = "", language: str = "en") -> Element:
    [found] = read(client, f"/{language}/studies/?{query}").findall(".//li[@class='row']")
    return found


def lines(found: Element, css: str) -> list[str]:
    return texts(found, f".//*[@class='{css}']/*")


def confirmation() -> dict[str, Any]:
    """What the site confirmed today is signed with."""
    user, _made = get_user_model().objects.get_or_create(username="anne")
    return {"verified_at": timezone.now(), "verified_by": user, "verification_method": "PHONE"}


def test_a_row_says_in_three_seconds_what_a_rheumatologist_needs(client: Client):
    study = make_study(
        acronym="STAR",
        identifiers=[("SPONSOR_PROTOCOL", "P-1"), ("CTGOV", "NCT01234567")],
        phase="PHASE2",
        indications=[
            make_indication(name_en="Systemic lupus erythematosus"),
            make_indication(name_en="Lupus nephritis"),
        ],
        products=[make_product(name="star-cel", targets=[make_target("bcma"), make_target("cd19")])],
        countries=["US", "DE", "CN", "JP", "DK", "NO"],
        sites=[make_site("oslo-hospital", city="Oslo"), make_site(city="Aarhus", country="DK")],
        primary_sponsor=make_sponsor(name="Novartis"),
        sample_size=179,
        sample_size_type="ESTIMATED",
        minimum_age_months=216,
        maximum_age_months=900,
        classification=Classification.CURATED,
    )
    StudySite.objects.update(status_source=study.sources.get())

    found = row(client)

    assert text(found.find(".//h2")) == "STAR NCT01234567"
    assert text(found.find(".//h2/a/span")) == "NCT01234567"
    assert text(found.find(".//*[@class='row-kind']")) == "Autologous BCMA/CD19 CAR-T · phase 2 · star-cel"
    assert lines(found, "row-status") == [
        "Open according to a registry",
        "Oslo Hospital, Norway",
        "Recruiting according to ClinicalTrials.gov, 22 Aug 2026. Not confirmed by the site",
    ]
    assert lines(found, "row-where") == ["Norway, Oslo", "Denmark, Aarhus", "Germany, China, Japan and 1 more country"]
    assert lines(found, "row-more") == [
        "Lupus nephritis, systemic lupus erythematosus",
        "Novartis · Industry-initiated · 179 participants (planned) · 18–75 years",
    ]


def test_a_row_says_what_is_not_stated(client: Client):
    make_study(
        public_title="A study",
        identifiers=[],
        indications=[],
        products=[],
        countries=[],
        sources=0,
        primary_sponsor=None,
        status_as_of=None,
    )

    found = row(client)

    assert text(found.find(".//*[@class='row-kind']")) == "Type of treatment and target not stated · phase not stated"
    assert lines(found, "row-status") == [
        "Unknown",
        "The whole study: recruiting (see the sources, undated). No source says where it is",
        "Study number not stated by the source",
    ]
    assert lines(found, "row-where") == ["Country not stated by the source"]
    assert lines(found, "row-more") == [
        "Disease not stated by the source",
        "Sponsor not stated by the source",
        "Classified automatically, not yet confirmed",
    ]


@pytest.mark.parametrize("status", RecruitmentStatus)
def test_a_word_has_a_mark_and_the_status_it_rests_on(client: Client, status: RecruitmentStatus):
    make_study(recruitment_status=status, start_date=None)

    found = row(client)

    [shown] = found.findall(".//p[@class='status']")
    with override("en"):
        assert text(shown) in {str(code.label) for code in Openness}
        known = "Paused" if status in {"SUSPENDED", "TEMPORARILY_NOT_AVAILABLE"} else str(status.label)
        assert lines(found, "row-status")[-1].startswith(known)
    assert shown.find("span").attrib["data-mark"]  # type: ignore[union-attr]


def test_a_row_is_confirmed_only_when_the_site_shown_confirmed(client: Client):
    study = make_study(countries=["NO", "SE"])
    make_study_site(study, make_site(name_en="Site", country="SE"), **confirmation())
    here = make_study_site(study, make_site("oslo"), status="SUSPENDED")

    today = format_date(timezone.localdate(), "en", "short")
    assert lines(row(client), "row-status") == [f"Open, confirmed {today} by the site", "Site, Berlin, Sweden"]
    assert lines(row(client), "row-where") == ["Norway, Oslo: Suspended", "Sweden, Berlin"]

    here.status = "RECRUITING"
    here.save()

    assert lines(row(client), "row-status")[:2] == ["Open according to a registry", "Oslo, Norway"]
    assert lines(row(client), "row-status")[2].endswith("Not confirmed by the site")


def test_norwegian_sites_that_differ_are_told_apart(client: Client):
    study = make_study(sites=[make_site(city="Oslo")])
    make_study_site(study, make_site(city="Bergen"), status="COMPLETED")
    make_study_site(study, make_site(city="Ålesund"), status="COMPLETED")
    make_study_site(study, make_site(city="Tromsø"), status="")

    assert lines(row(client, language="nb"), "row-where") == [
        "Norge, Tromsø; Bergen, Ålesund: Fullført; Oslo: Rekrutterer"
    ]


def test_the_disease_asked_for_stands_first_and_the_rest_is_counted(client: Client):
    names = ["Alopecia", "Behçet's disease", "Graves' disease", "Lupus"]
    make_study(indications=[make_indication(name.lower()[:5], name_en=name) for name in names])

    assert lines(row(client), "row-more")[0] == "Alopecia, Behçet's disease, Graves' disease and 1 more"
    assert lines(row(client, "indication=lupus"), "row-more")[0].startswith("Lupus, alopecia, Behçet's disease")


def test_a_study_without_acronym_is_called_by_its_products_or_else_its_title(client: Client):
    make_study(products=[make_product(name="CD19 CAR-T (Charité)")], public_title="CD19 in lupus")

    [title] = row(client, language="nb").findall(".//h2/a/span[@lang]")

    assert (text(title), title.attrib["lang"]) == ("CD19 in lupus", "en")

    Study.objects.get().products.add(make_product(name="star-cel"))

    assert text(row(client).find(".//h2/a")).startswith("star-cel NCT")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"no_identifier_reason": NoIdentifierReason.IN_NO_REGISTRY}, "In no registry yet"),
        ({"recruitment_status": "ANNOUNCED"}, "In no registry yet"),
        (
            {"no_identifier_reason": NoIdentifierReason.NUMBER_NOT_SEEN},
            "Registered according to the source, number not seen",
        ),
    ],
)
def test_why_a_study_has_no_number_is_told(client: Client, fields: dict[str, Any], told: str):
    make_study(identifiers=[], **fields)

    assert lines(row(client), "row-status")[-1] == told


def test_the_reason_for_a_hit_is_shown_in_its_own_language(client: Client):
    make_study(public_title="CAR-T in sclerosis", acronym="CAS", sites=[make_site(name_en="Haukeland")])

    [reason] = row(client, "q=sclerosis", "nb").findall(".//*[@class='row-hit']/span")
    [mark] = reason.findall("mark")

    assert text(reason) == "tittel CAR-T in sclerosis"
    assert mark.attrib == {"lang": "en"}
    assert text(row(client, "q=haukeland").find(".//*[@class='row-hit']")) == "Found in: study site Haukeland"
    assert row(client, "q=cas").find(".//*[@class='row-hit']") is None
