"""A study for search engines."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.factories import (
    make_indication,
    make_sponsor,
    make_study,
)
from trials.choices import RecruitmentStatus

pytestmark = pytest.mark.django_db


def json_ld(client: Client, language: str = "en") -> tuple[str, dict[str, Any]]:
    source = client.get(f"/{language}/studies/here/").content.decode()
    script = source.split('<script type="application/ld+json">')[1].split("</script>")[0]
    return script, json.loads(script)


def test_search_engines_get_the_study_as_a_medical_trial(client: Client):
    make_study(
        "here",
        acronym="STAR",
        identifiers=[("CTGOV", "NCT01234567")],
        indications=[make_indication(name_nb="Lupus på norsk")],
        primary_sponsor=make_sponsor(name="Novartis"),
        countries=["DE"],
    )

    _script, facts = json_ld(client, "nb")

    assert facts == {
        "@context": "https://schema.org",
        "@type": "MedicalTrial",
        "@id": "http://localhost:8000/nb/studies/here/",
        "url": "http://localhost:8000/nb/studies/here/",
        "name": "Here",
        "alternateName": "STAR",
        "identifier": [{"@type": "PropertyValue", "propertyID": "CTGOV", "value": "NCT01234567"}],
        "status": "https://schema.org/Recruiting",
        "healthCondition": [{"@type": "MedicalCondition", "name": "Lupus på norsk"}],
        "sponsor": {"@type": "Organization", "name": "Novartis"},
        "studyLocation": [{"@type": "Country", "name": "Tyskland"}],
    }


def test_no_text_of_a_study_ends_the_script_that_holds_it(client: Client):
    evil = "</script><script>alert(1)</script><!-- & "
    make_study("here", public_title=evil, primary_sponsor=None, recruitment_status="ANNOUNCED")

    script, facts = json_ld(client)

    assert not set("<>&") & set(script)
    assert facts["name"] == evil
    assert not {"status", "sponsor", "alternateName"} & facts.keys()
    assert b"<script>alert" not in client.get("/en/studies/here/").content


# schema.org has no words for a treatment given outside a study.
WITHOUT_A_WORD = {
    "ANNOUNCED",
    "AVAILABLE",
    "TEMPORARILY_NOT_AVAILABLE",
    "NO_LONGER_AVAILABLE",
    "APPROVED_FOR_MARKETING",
    "UNKNOWN",
}


@pytest.mark.parametrize("status", RecruitmentStatus)
def test_a_study_of_any_status_has_a_page(client: Client, status: RecruitmentStatus):
    make_study("here", recruitment_status=status)

    _script, facts = json_ld(client)

    assert facts.get("status", "").startswith("https://schema.org/") is (status not in WITHOUT_A_WORD)
