"""Every genuine document, held against its source by rules that are not the reader's."""

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.registries.shared import DOCUMENTS, needs_documents
from trials.registries import lookup
from trials.registries.as_json import as_json
from trials.registries.base import Refused
from trials.registries.files import opened

pytestmark = needs_documents

CTGOV = sorted((DOCUMENTS / "ctgov").glob("NCT*.json"))
VERSIONS = sorted((DOCUMENTS / "ctgov_versions").glob("NCT*/*.json"))


def dig(document: Any, path: str) -> Any:
    """The value at a dotted path; None where there is none."""
    for key in path.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    return document


def printed(registry: str, path: Path) -> list[dict[str, Any]]:
    with opened(path) as source:
        records = [record for _, record in lookup(registry).split(source)]
    return [as_json(lookup(registry).parse(record).study) for record in records if isinstance(record, bytes)]


def test_there_are_as_many_documents_as_were_counted() -> None:
    assert len(CTGOV) == 350


def test_every_document_of_clinicaltrials_gov_says_what_its_source_says() -> None:
    for path in CTGOV + VERSIONS:
        held_against_protocol(path)


def held_against_protocol(path: Path) -> None:
    protocol = json.loads(path.read_bytes())["protocolSection"]
    (ours,) = printed("ctgov", path)

    for key, place in {
        "registry_id": "identificationModule.nctId",
        "public_title": "identificationModule.briefTitle",
        "scientific_title": "identificationModule.officialTitle",
        "acronym": "identificationModule.acronym",
        "recruitment_status": "statusModule.overallStatus",
        "why_stopped": "statusModule.whyStopped",
        "start_date": "statusModule.startDateStruct.date",
        "primary_completion_date": "statusModule.primaryCompletionDateStruct.date",
        "completion_date": "statusModule.completionDateStruct.date",
        "last_update": "statusModule.lastUpdatePostDateStruct.date",
        "results_posted": "statusModule.resultsFirstPostDateStruct.date",
        "sample_size": "designModule.enrollmentInfo.count",
        "sample_size_type": "designModule.enrollmentInfo.type",
        "study_type": "designModule.studyType",
        "primary_sponsor": "sponsorCollaboratorsModule.leadSponsor.name",
        "sponsor_class": "sponsorCollaboratorsModule.leadSponsor.class",
        "sex": "eligibilityModule.sex",
        "eligibility": "eligibilityModule.eligibilityCriteria",
    }.items():
        assert ours[key] == dig(protocol, place), f"{path.name}: {key}"
    assert list(ours["conditions"]) == (dig(protocol, "conditionsModule.conditions") or [])
    assert list(ours["keywords"]) == (dig(protocol, "conditionsModule.keywords") or [])
    names = [one["name"] for one in dig(protocol, "armsInterventionsModule.interventions") or []]
    assert [one["name"] for one in ours["interventions"]] == names
    places = dig(protocol, "contactsLocationsModule.locations") or []
    assert [site["city"] for site in ours["sites"]] == [place.get("city") for place in places]
    assert [site["latitude"] for site in ours["sites"]] == [dig(place, "geoPoint.lat") for place in places]
    assert len(ours["countries"]) == len({place["country"] for place in places})
    pmids = [one["pmid"] for one in dig(protocol, "referencesModule.references") or [] if "pmid" in one]
    assert ours["pmids"] == pmids


def test_no_document_of_clinicaltrials_gov_needs_a_warning() -> None:
    warnings = {path.stem: lookup("ctgov").parse(path.read_bytes()).warnings for path in CTGOV}

    assert {number: told for number, told in warnings.items() if told} == {}


def test_both_records_of_ctis_are_read_and_the_old_one_is_refused() -> None:
    ctis = DOCUMENTS / "ctis"
    read = [study for path in sorted((ctis / "retrieve").glob("*.json")) for study in printed("ctis", path)]

    rows = {row["ctNumber"]: row for row in json.loads((ctis / "search_rows.json").read_bytes())}
    for study in read:
        row = rows[study["registry_id"]]
        assert study["start_date"] == "-".join(reversed(row["startDateEU"].split("/")))
        assert study["conditions"] == tuple(row["conditions"].split(", "))
        assert study["primary_sponsor"] == row["sponsor"]
        assert len(study["country_status"]) == len(row["trialCountries"])
        assert {*study["country_status"].values()} == {"RECRUITING"}
    # The search counts those in the EEA alone: 13 and 19 outside it make 32.
    assert [study["sample_size"] for study in read] == [520, 32]
    assert [study["sponsor_type"] for study in read] == ["INVESTIGATOR_INITIATED", "INDUSTRY"]
    (old,) = (ctis / "old_structure").glob("*.json")
    with pytest.raises(Refused, match="structure that CTIS had before 18 June 2024"):
        lookup("ctis").parse(old.read_bytes())


def held_against(source: dict[str, str], ours: dict[str, Any]) -> None:
    """What the reader made of a trial of ICTRP, against its fields."""

    def text(name: str) -> str:
        return " ".join(re.sub(r"<br ?/?>", " ", source.get(name) or "").split())

    assert ours["registry_id"] == text("TrialID")
    assert " ".join((ours["public_title"] or "").split()) == text("Public_title")
    assert (ours["primary_sponsor"] or "") == text("Primary_sponsor")
    assert ours["recruitment_status"] == {"Recruiting": "RECRUITING", "Authorised": None}.get(
        text("Recruitment_Status"), "UNKNOWN"
    )
    sizes = [int(number) for number in re.findall(r"(?:^|:)\s*(\d+)\s*(?=;|$)", text("Target_size"))]
    assert (ours["sample_size"] or 0) == sum(sizes)
    numbers = re.findall(r"\d+", text("Inclusion_agemin"))
    assert ours["minimum_age"] == (
        int(numbers[0]) / (12 if "onth" in text("Inclusion_agemin") else 1) if numbers else None
    )


def test_the_hundred_trials_of_the_xml_export_say_what_their_source_says() -> None:
    path = DOCUMENTS / "ictrp" / "ICTRP-Results_sample.xml"
    sources = [{field.tag: field.text or "" for field in trial} for trial in ElementTree.parse(path).getroot()]
    ours = printed("ictrp", path)

    assert len(ours) == 100
    for source, study in zip(sources, ours, strict=True):
        held_against(source, study)


def test_the_sixty_rows_of_the_csv_export_say_what_their_source_says() -> None:
    path = DOCUMENTS / "ictrp" / "ICTRP_sample.csv"
    with path.open(encoding="utf-8-sig", newline="") as table:
        sources = [{name.replace(" ", "_"): text for name, text in row.items()} for row in csv.DictReader(table)]
    ours = printed("ictrp", path)

    assert len(ours) == 60
    for source, study in zip(sources, ours, strict=True):
        held_against(source, study)
