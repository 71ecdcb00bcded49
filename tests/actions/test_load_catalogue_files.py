from pathlib import Path
from typing import Any

import pytest

from tests.catalogue_builder import faults_of, small_catalogue, write_catalogue

pytestmark = pytest.mark.django_db


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
