from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils.translation import override

from tests.catalogue_builder import another, entry, faults_of, place, small_catalogue, write_catalogue
from tests.factories import make_study, make_target
from trials.models import Study

pytestmark = pytest.mark.django_db


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
