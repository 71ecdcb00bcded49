from pathlib import Path
from typing import Any

import pytest

from tests.catalogue_builder import REGISTRY, entry, faults_of, place, small_catalogue, write_catalogue
from trials.choices import IdentifierScheme, Modality, RecruitmentStatus

pytestmark = pytest.mark.django_db


TEXT = "a text of at most 300 characters"
STATUS = ", ".join(RecruitmentStatus.values)
SLUG = "at most 200 small letters a-z and digits, with single hyphens between them"
COUNTRY = "an ISO 3166 code of two capital letters, such as NO"
DATE = "such as 2025, 2025-06 or 2025-06-14"
NUMBER = "a whole number from 0 to 2147483647"
WEB = "an address of at most 500 characters that starts with http:// or https://"


def of(kind: str) -> str:
    return f"the slug of a record of {kind}.json"


@pytest.mark.parametrize(
    ("key", "value", "problem", "expected"),
    [
        ("name", 7, "7 is not a text", TEXT),
        ("name", None, "null is not a text", TEXT),
        ("name", ["A"], "a list is not a text", TEXT),
        ("name", {}, "an object is not a text", TEXT),
        ("name", " ", "the text is empty", TEXT),
        ("name", "x" * 301, "the text has 301 characters", TEXT),
        ("name", "A\x00", "the text has a control character or half a character", TEXT),
        ("name", "A\x1b[2J", "the text has a control character or half a character", TEXT),
        ("name", "\ud800", "the text has a control character or half a character", TEXT),
        ("aliases", "A", "“A” is not a list", "a list, empty when nothing is known"),
        ("country", "UK", "“UK” is not a country", COUNTRY),
        ("country", "no", "“no” is not a country", COUNTRY),
        ("country", 47, "47 is not a country", COUNTRY),
        (
            "sponsor_type",
            "industry",
            "“industry” is not a word of the vocabulary",
            "one of INDUSTRY, INVESTIGATOR_INITIATED",
        ),
    ],
)
def test_a_wrong_value_of_a_sponsor_is_named(tmp_path: Path, key: str, value: Any, problem: str, expected: str) -> None:
    records = small_catalogue()
    records["sponsors"][0][key] = value
    assert faults_of(write_catalogue(tmp_path, records)) == [
        f"sponsors.json: acme: {key}: {problem}; expected {expected}"
    ]


@pytest.mark.parametrize(
    ("slug", "name", "shown"),
    [
        ("B cell", "B cell", "“B cell”"),
        ("b--cell", "b--cell", "“b--cell”"),
        ("bø", "bø", "“bø”"),
        ("a" * 201, "a" * 60, f"“{'a' * 60}…”"),
        ("", "record 1", "“”"),
        (None, "record 1", "null"),
        (True, "record 1", "true"),
    ],
)
def test_a_slug_must_fit_into_an_address(tmp_path: Path, slug: Any, name: str, shown: str) -> None:
    records = small_catalogue()
    records["glossary"][0]["slug"] = slug
    assert faults_of(write_catalogue(tmp_path, records)) == [
        f"glossary.json: {name}: slug: {shown} is not a slug; expected {SLUG}"
    ]


@pytest.mark.parametrize(
    ("kind", "changes", "fault"),
    [
        ("indications", {"parent": "gout"}, f"parent: “gout” is not there; expected {of('indications')}"),
        ("indications", {"parent": 1}, f"parent: 1 is not a slug; expected {of('indications')}"),
        ("indications", {"rheumatic": 1}, "rheumatic: 1 is neither true nor false; expected true or false"),
        (
            "indications",
            {"group": "MYOSITIS"},
            (
                "group: “MYOSITIS” is not a word of the vocabulary; expected one of connective-tissue-disease, "
                "myositis, vasculitis, inflammatory-arthritis, autoinflammatory, neurological, haematological, "
                "dermatological, endocrine, other"
            ),
        ),
        ("products", {"developer": "emca"}, f"developer: “emca” is not there; expected {of('sponsors')}"),
        ("products", {"targets": ["cd91"]}, f"targets[1]: “cd91” is not there; expected {of('targets')}"),
        ("products", {"targets": ["cd19", "cd19"]}, "targets[2]: the same stands before it in the list"),
        (
            "sites",
            {"health_region": None},
            "health_region: a Norwegian site has no health region; expected one of Norway's four",
        ),
        ("sites", {"latitude": 91}, "latitude: 91.0 is not on Earth; expected degrees from -90 to 90"),
        ("sites", {"longitude": -181}, "longitude: -181.0 is not on Earth; expected degrees from -180 to 180"),
        ("sites", {"latitude": "59"}, "latitude: “59” is not a number; expected degrees, such as 59.91"),
        (
            "sites",
            {"longitude": None},
            "latitude: latitude and longitude do not stand together; expected both, or null for both",
        ),
        (
            "sites",
            {"coordinates_from": "guess"},
            "coordinates_from: “guess” is not a word of the vocabulary; expected one of registry city, curated",
        ),
        (
            "studies",
            {"recruitment_status": "Open"},
            f"recruitment_status: “Open” is not a word of the vocabulary; expected one of {STATUS}",
        ),
        ("studies", {"start_date": "2026-13"}, f"start_date: “2026-13” is not a date; expected {DATE}"),
        ("studies", {"start_date": 2026}, f"start_date: 2026 is not a date; expected {DATE}"),
        (
            "studies",
            {"minimum_age": "adult"},
            "minimum_age: “adult” is not an age; expected such as “18 Years” or “6 Months”",
        ),
        ("studies", {"minimum_age": 18}, "minimum_age: 18 is not an age; expected such as “18 Years” or “6 Months”"),
        ("studies", {"minimum_age": "76 Years"}, "minimum_age: the minimum age is above the maximum age"),
        ("studies", {"sample_size": -1}, f"sample_size: -1 is not a number of this kind; expected {NUMBER}"),
        ("studies", {"sample_size": 1.0}, f"sample_size: 1.0 is not a number of this kind; expected {NUMBER}"),
        ("studies", {"sample_size": True}, f"sample_size: true is not a number of this kind; expected {NUMBER}"),
        ("studies", {"countries": "NO"}, "countries: “NO” is not a list; expected a list, empty when nothing is known"),
        (
            "studies",
            {"countries": ["NO"]},
            "countries: “berlin” lies in DE, which is not among them; expected every site's country",
        ),
        ("studies", {"countries": ["NO", "DE", "XX"]}, f"countries[3]: “XX” is not a country; expected {COUNTRY}"),
        (
            "studies",
            {"recruitment_status": "COMPLETED"},
            "sites: “oslo” is recruiting in a study that is COMPLETED; expected another status",
        ),
        ("studies", {"sites": [place("oslo", None), place("oslo", "UNKNOWN")]}, "sites: “oslo” stands twice"),
        ("studies", {"sites": ["oslo"]}, "sites[1]: “oslo” is not a record; expected an object"),
        (
            "studies",
            {"sites": [place("rome", None)]},
            f"sites[1].site: “rome” is not there; expected {of('sites')}",
        ),
        (
            "studies",
            {"sites": [place("oslo", "Open")]},
            f"sites[1].status: “Open” is not a word of the vocabulary; expected one of {STATUS}",
        ),
        (
            "studies",
            {"primary_sponsor": "emca"},
            f"primary_sponsor: “emca” is not there; expected {of('sponsors')}",
        ),
        ("studies", {"collaborators": [1]}, f"collaborators[1]: 1 is not a slug; expected {of('sponsors')}"),
        (
            "studies",
            {"modality": ["CAR_T"]},
            f"modality[1]: “CAR_T” is not a word of the vocabulary; expected one of {', '.join(Modality.values)}",
        ),
        (
            "studies",
            {"identifiers": [entry("NCT", "NCT01234567")]},
            "identifiers[1].registry: “NCT” is not a word of the vocabulary; expected one of "
            + ", ".join(IdentifierScheme.values),
        ),
        (
            "studies",
            {"identifiers": [entry("CTGOV", "NCT01234567"), entry("CTGOV", "nct 01234567")]},
            "identifiers[2]: the same stands before it in the list",
        ),
        (
            "studies",
            {"identifiers": [entry("CTIS", "2023-508143-51-00"), entry("CTIS", "2023-508143-51-01")]},
            "identifiers: 2023-508143-51-01 also belongs to nct01234567; expected one study for each number",
        ),
        (
            "studies",
            {"sources": [REGISTRY | {"url": "ftp://example.org"}]},
            f"sources[1].url: “ftp://example.org” is not a web address; expected {WEB}",
        ),
        (
            "studies",
            {"sources": [REGISTRY | {"url": "javascript:alert(1)"}]},
            f"sources[1].url: “javascript:alert(1)” is not a web address; expected {WEB}",
        ),
        (
            "studies",
            {"sources": [REGISTRY | {"url": "https://example.org/" + "x" * 500}]},
            f"sources[1].url: the address has 520 characters; expected {WEB}",
        ),
        (
            "studies",
            {"sources": [REGISTRY | {"kind": "REGISTRY"}]},
            (
                "sources[1].kind: “REGISTRY” is not a word of the vocabulary; expected one of "
                "registry, mirror, sponsor, hospital, article"
            ),
        ),
        (
            "studies",
            {"sources": [REGISTRY | {"page": 1}]},
            "sources[1].page: the key is not known; expected one of kind, label, url, as_of",
        ),
        (
            "studies",
            {"classification": "CURATED"},
            "classification: “CURATED” is not a word of the vocabulary; expected one of automatic, curated",
        ),
        (
            "publications",
            {"year": 99999},
            "year: 99999 is not a number of this kind; expected a whole number from 0 to 32767",
        ),
        ("publications", {"n_treated": 5}, "safety: CRS: more people affected than the 5 treated"),
        ("publications", {"safety": []}, "safety: a list is not a record; expected an object"),
        ("publications", {"studies": ["nct0"]}, f"studies[1]: “nct0” is not there; expected {of('studies')}"),
        ("publications", {"diseases": ["gout"]}, f"diseases[1]: “gout” is not there; expected {of('indications')}"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected(
    tmp_path: Path, kind: str, changes: dict[str, Any], fault: str
) -> None:
    records = small_catalogue()
    records[kind][0] |= changes
    name = records[kind][0]["slug"]
    assert faults_of(write_catalogue(tmp_path, records)) == [f"{kind}.json: {name}: {fault}"]
