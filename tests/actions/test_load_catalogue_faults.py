from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils.translation import override

from tests.catalogue_builder import NOW, REGISTRY, another, small_catalogue, write_catalogue
from tests.factories import make_study, make_target
from trials.actions.catalogue.faults import CatalogueFaults
from trials.actions.load_catalogue import load_catalogue
from trials.choices import IdentifierScheme, Modality, RecruitmentStatus
from trials.models import CatalogueEntry, Sponsor, Study

pytestmark = pytest.mark.django_db


def faults_of(directory: Path) -> list[str]:
    with pytest.raises(CatalogueFaults) as refusal:
        load_catalogue(directory, at=NOW, report=lambda line: None)
    assert not CatalogueEntry.objects.exists()
    assert not Sponsor.objects.filter(slug="acme").exists()
    return str(refusal.value).splitlines()


def test_a_directory_that_is_not_there_is_one_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "none") == [f"{tmp_path / 'none'}: the directory is missing"]


def test_every_missing_file_is_named(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == [
        "indications.json: the file is missing",
        "targets.json: the file is missing",
        "sponsors.json: the file is missing",
        "products.json: the file is missing",
        "sites.json: the file is missing",
        "studies.json: the file is missing",
        "publications.json: the file is missing",
        "glossary.json: the file is missing",
    ]


DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"[{]", "the file is not JSON (line 1, column 3: Expecting property name enclosed in double quotes)"),
        (b"", "the file is not JSON (line 1, column 1: Expecting value)"),
        (b'["\xe6"]', "the file is not UTF-8 (byte 3)"),
        (b"{}", "the file holds no list; expected a list of records"),
        (DEEP, "the file is nested too deeply"),
    ],
    ids=["syntax", "empty", "latin-1", "object", "deep"],
)
def test_a_file_that_is_no_list_of_records_is_one_fault(tmp_path: Path, content: bytes, fault: str) -> None:
    directory = write_catalogue(tmp_path, small_catalogue())
    (directory / "targets.json").write_bytes(content)
    assert faults_of(directory) == [f"targets.json: {fault}"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    directory = write_catalogue(tmp_path, small_catalogue())
    (directory / "glossary.json").unlink()
    (directory / "glossary.json").mkdir()
    assert faults_of(directory) == ["glossary.json: the file cannot be read (Is a directory)"]


def test_a_repeated_key_is_named_where_it_stands(tmp_path: Path) -> None:
    directory = write_catalogue(tmp_path, small_catalogue())
    path = directory / "sponsors.json"
    path.write_text(path.read_text().replace('"name": "Acme"', '"name": "Acme", "name": "Emca"'))
    assert faults_of(directory) == ["sponsors.json: acme: name: the key stands twice"]


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e400", "9" * 5000])
def test_a_number_that_is_none_is_refused_by_name(tmp_path: Path, written: str) -> None:
    directory = write_catalogue(tmp_path, small_catalogue())
    path = directory / "studies.json"
    path.write_text(path.read_text().replace('"sample_size": 20', f'"sample_size": {written}'))
    shown = {"1e400": "1e400", "9" * 5000: "9" * 30 + "…"}.get(written, written)
    assert faults_of(directory) == [
        (
            f"studies.json: nct01234567: sample_size: {shown} is not a number of this kind; "
            "expected a whole number from 0 to 2147483647"
        )
    ]


def test_a_record_that_is_no_object_is_counted_from_one(tmp_path: Path) -> None:
    records: dict[str, list[Any]] = dict(small_catalogue())
    records["glossary"].append(7)
    assert faults_of(write_catalogue(tmp_path, records)) == [
        "glossary.json: record 2: 7 is not a record; expected an object"
    ]


def test_missing_and_unknown_keys_are_named(tmp_path: Path) -> None:
    records = small_catalogue()
    del records["targets"][0]["name"]
    records["targets"][0]["nmae"] = "CD19"
    assert faults_of(write_catalogue(tmp_path, records)) == [
        (
            "targets.json: cd19: nmae: the key is not known; expected one of "
            "slug, name, description_en, description_nb, description_nn"
        ),
        "targets.json: cd19: name: the key is missing; expected null or an empty list where nothing is known",
    ]


def test_an_unknown_key_about_the_catalogue_is_named(tmp_path: Path) -> None:
    about = {"compiled": "2026-11-21", "articles_read": "2026-11", "licence": "MIT", "author": "A"}
    assert faults_of(write_catalogue(tmp_path, small_catalogue(), about)) == [
        "catalogue.json: author: the key is not known; expected one of compiled, articles_read, licence",
        "catalogue.json: articles_read: “2026-11” is not a whole date; expected such as 2025-06-14",
    ]


TEXT = "a text of at most 300 characters"
STATUS = ", ".join(RecruitmentStatus.values)
SLUG = "at most 200 small letters a-z and digits, with single hyphens between them"
COUNTRY = "an ISO 3166 code of two capital letters, such as NO"
DATE = "such as 2025, 2025-06 or 2025-06-14"
NUMBER = "a whole number from 0 to 2147483647"
WEB = "an address of at most 500 characters that starts with http:// or https://"


def of(kind: str) -> str:
    return f"the slug of a record of {kind}.json"


def entry(registry: str, value: str) -> dict[str, str]:
    return {"registry": registry, "value": value}


def place(site: str, status: str | None) -> dict[str, str | None]:
    return {"site": site, "status": status}


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


def test_a_number_that_is_none_of_its_registry_is_named(tmp_path: Path) -> None:
    records = small_catalogue()
    records["studies"][0]["identifiers"] = [entry("CTGOV", "NCT1")]
    with override("en"):
        assert faults_of(write_catalogue(tmp_path, records)) == [
            (
                "studies.json: nct01234567: identifiers[1].value: "
                "NCT number (ClinicalTrials.gov): “NCT1” is not valid. Expected: NCT01234567"
            )
        ]


def test_more_severe_cases_than_cases_are_refused(tmp_path: Path) -> None:
    records = small_catalogue()
    records["publications"][0]["safety"] |= {"crs_any": 1, "crs_grade3plus": 2}
    assert faults_of(write_catalogue(tmp_path, records)) == [
        "publications.json: acme-2026: safety: CRS: 2 with grade 3 or more among 1 with any grade"
    ]


def test_a_foreign_site_has_no_norwegian_health_region(tmp_path: Path) -> None:
    records = small_catalogue()
    records["sites"][1]["health_region"] = "HELSE_NORD"
    assert faults_of(write_catalogue(tmp_path, records)) == [
        "sites.json: berlin: health_region: a site in DE has a Norwegian health region; expected null"
    ]


def test_a_slug_or_name_that_stands_twice_is_named(tmp_path: Path) -> None:
    records = small_catalogue()
    records["targets"] += [another(records["targets"][0], "cd20"), another(records["targets"][0], "cd19", name="X")]
    assert faults_of(write_catalogue(tmp_path, records)) == [
        "targets.json: cd20: name: “CD19” also stands in cd19",
        "targets.json: cd19: slug: “cd19” also stands in record 1",
    ]


def test_one_number_in_two_studies_is_named(tmp_path: Path) -> None:
    records = small_catalogue()
    records["studies"].append(another(records["studies"][0], "twin"))
    assert faults_of(write_catalogue(tmp_path, records)) == [
        "studies.json: twin: identifiers: NCT01234567 also belongs to nct01234567; expected one study for each number"
    ]


def test_a_circle_of_diseases_is_told_once(tmp_path: Path) -> None:
    records = small_catalogue()
    lupus, connective = records["indications"]
    connective["parent"] = "nephritis"
    records["indications"] += [another(lupus, "nephritis", parent="lupus"), another(lupus, "leaf", parent="lupus")]
    assert faults_of(write_catalogue(tmp_path, records)) == [
        "indications.json: lupus: parent: the diseases go in a circle: lupus > connective > nephritis > lupus"
    ]


def test_all_faults_are_told_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    records = small_catalogue()
    records["indications"][0]["parent"] = "gout"
    records["studies"][0] |= {
        "phase": "II",
        "identifiers": [entry("CTGOV", "NCT01234567"), entry("NCT", "1")],
        "sites": [place("oslo", "Open"), place("rome", None)],
    }
    records["studies"].append(another(records["studies"][0], "twin", start_date="soon"))
    (write_catalogue(tmp_path, records) / "sites.json").write_text("[")
    told = faults_of(tmp_path)
    assert [line.partition(" is ")[0] for line in told] == [
        "indications.json: lupus: parent: “gout”",
        "sites.json: the file",
        "studies.json: nct01234567: phase: “II”",
        "studies.json: nct01234567: identifiers[2].registry: “NCT”",
        "studies.json: nct01234567: sites[1].status: “Open”",
        "studies.json: twin: phase: “II”",
        "studies.json: twin: start_date: “soon”",
        "studies.json: twin: identifiers[2].registry: “NCT”",
        "studies.json: twin: sites[1].status: “Open”",
        "studies.json: twin: identifiers: NCT01234567 also belongs to nct01234567; expected one study for each number",
    ]


def test_a_number_that_a_persons_study_has_is_a_fault(tmp_path: Path) -> None:
    make_study("made-by-hand", identifiers=[("CTGOV", "NCT01234567")])
    assert faults_of(write_catalogue(tmp_path, small_catalogue())) == [
        (
            "studies.json: nct01234567: identifiers: NCT01234567 also belongs to made-by-hand (in the register); "
            "expected one study for each number"
        )
    ]


def test_a_name_that_a_persons_target_has_is_a_fault(tmp_path: Path) -> None:
    make_target("cd-19", name="CD19")
    assert faults_of(write_catalogue(tmp_path, small_catalogue())) == [
        "targets.json: cd19: name: “CD19” also stands in cd-19 (in the register)"
    ]


def test_what_only_the_database_refuses_is_told_and_undoes_all(tmp_path: Path) -> None:
    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT INTO") and "trials_publication" in sql:
            raise IntegrityError("not today")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        told = faults_of(write_catalogue(tmp_path, small_catalogue()))
    assert told == ["database: refuses the catalogue: not today"]
    assert not Study.objects.exists()
