import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.registries.records import ICTRP, ctgov, ctis, ictrp_xml

KEYS = [
    "registry",
    "registry_id",
    "identifiers",
    "public_title",
    "scientific_title",
    "acronym",
    "study_type",
    "phase",
    "recruitment_status",
    "why_stopped",
    "start_date",
    "primary_completion_date",
    "completion_date",
    "sample_size",
    "sample_size_type",
    "primary_sponsor",
    "sponsor_class",
    "sponsor_type",
    "collaborators",
    "conditions",
    "keywords",
    "mesh_conditions",
    "interventions",
    "minimum_age",
    "maximum_age",
    "sex",
    "eligibility",
    "countries",
    "country_status",
    "sites",
    "pmids",
    "results_posted",
    "last_update",
]


def run(registry: str, *files: Path, verbosity: int = 1) -> tuple[list[dict[str, Any]], list[str]]:
    """The objects printed, and the lines of standard error, the last of which is what the command ends with."""
    stdout, stderr = StringIO(), StringIO()
    ending = []
    try:
        call_command("parse_registry", registry, *map(str, files), stdout=stdout, stderr=stderr, verbosity=verbosity)
    except CommandError as error:
        ending = [str(error)]
    return [json.loads(line) for line in stdout.getvalue().splitlines()], [*stderr.getvalue().splitlines(), *ending]


def written(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path


def test_a_record_is_one_object_with_these_keys(tmp_path: Path) -> None:
    ((printed,), errors) = run("ctgov", written(tmp_path / "a.json", ctgov()))

    assert [*printed] == KEYS
    assert errors == []
    assert printed["identifiers"][0] == {"scheme": "CTGOV", "value": "NCT01234567"}
    assert printed["interventions"] == [{"type": "BIOLOGICAL", "name": "ABC-101", "other_names": ["abc cells"]}]
    assert printed["sites"][0] == {
        "facility": "A Hospital",
        "city": "Oslo",
        "country": "NO",
        "status": "NOT_YET_RECRUITING",
        "latitude": 59.91273,
        "longitude": 10.74609,
    }
    assert (printed["start_date"], printed["completion_date"], printed["results_posted"]) == ("2024-05", "2027", None)
    assert (printed["minimum_age"], printed["maximum_age"]) == (18, None)
    assert (printed["mesh_conditions"], printed["pmids"]) == (["Lupus Erythematosus, Systemic"], ["12345678"])
    assert (printed["why_stopped"], printed["country_status"]) == (None, {})


@pytest.mark.parametrize(
    ("registry", "body", "number"),
    [
        ("ctis", ctis(), "2024-512345-10-00"),
        ("ictrp", ictrp_xml(ICTRP), "ChiCTR2100012345"),
    ],
)
def test_every_registry_has_the_same_keys(tmp_path, registry, body, number):
    ((printed,), _errors) = run(registry, written(tmp_path / "a", gzip.compress(body)))

    assert [*printed] == KEYS
    assert printed["registry_id"] == number


def test_a_country_has_its_status(tmp_path: Path) -> None:
    ((printed,), _errors) = run("ctis", written(tmp_path / "a", ctis()))

    assert printed["country_status"] == {"NO": "NOT_YET_RECRUITING", "DE": "RECRUITING"}


def test_what_fails_is_named_with_its_file_and_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = b"\n".join(
        (ctgov(), ctgov(statusModule__overallStatus="PAUSED"), ctgov(designModule__studyType="X"), ctgov())
    )
    good, bad, gone = written(tmp_path / "good", lines), written(tmp_path / "bad", b"broken"), tmp_path / "gone"

    printed, errors = run("ctgov", good, bad, gone)

    assert len(printed) == 2
    assert errors == [
        f"{good}: line 2: statusModule.overallStatus: “PAUSED” is not a known term",
        f"{good}: line 3: designModule.studyType: “X” is not a known term",
        f"{bad}: not JSON (JSON is malformed: invalid character (byte 0))",
        f"{gone}: the file cannot be read (No such file or directory)",
        "4 not read",
    ]


def test_warnings_are_told_unless_silenced_and_are_no_failures(tmp_path: Path) -> None:
    export = written(tmp_path / "a.xml", ictrp_xml(ICTRP))

    _printed, errors = run("ictrp", export)
    _printed, silent = run("ictrp", export, verbosity=0)

    assert errors == [f"{export}: trial 1: warning: Countries: “Beijing” is not a country that we know, left out"]
    assert silent == []


def test_a_registry_that_we_have_not_is_refused() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'euctr'"):
        call_command("parse_registry", "euctr", "file")
