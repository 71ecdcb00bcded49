import gzip
import json
from pathlib import Path

import pytest

from tests.registries.records import CTGOV, ctgov
from trials.registries.base import Refused
from trials.registries.files import json_records, opened

ONE = ctgov()
TWO = ctgov(identificationModule__nctId="NCT07654321")


def records(path: Path, body: bytes) -> list[tuple[str, bytes | Refused]]:
    path.write_bytes(body)
    with opened(path) as source:
        return list(json_records(source))


def whole(found: list[tuple[str, bytes | Refused]]) -> list[object]:
    return [json.loads(record) for _where, record in found if isinstance(record, bytes)]


PRETTY = json.dumps(CTGOV, indent=2).encode()


@pytest.mark.parametrize(
    ("body", "wheres"),
    [
        (ONE, ["line 1"]),
        (PRETTY, ["record 1"]),
        (b"\xef\xbb\xbf" + ONE, ["line 1"]),
        (ONE + b"\n" + TWO + b"\n", ["line 1", "line 2"]),
        (ONE + b"\r\n\r\n" + TWO, ["line 1", "line 3"]),
        (b"[" + ONE + b",\n" + TWO + b"]", ["record 1", "record 2"]),
        (b'{"studies": [' + ONE + b",\n" + TWO + b'], "nextPageToken": "x"}', ["record 1", "record 2"]),
        (b'{"totalCount": 2, "studies": [' + ONE + b"," + TWO + b"]}", ["line 1", "line 1"]),
        (b'{"studies": []}', []),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_one_file_may_hold_several_records_in_several_ways(tmp_path, body, wheres, packed):
    found = records(tmp_path / "file", gzip.compress(body) if packed else body)

    assert [where for where, _ in found] == wheres
    assert whole(found) == [json.loads(ONE), json.loads(TWO)][: len(wheres)]


def test_a_line_that_is_no_record_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    found = records(tmp_path / "file", ONE + b"\n{broken\n" + TWO)

    assert [where for where, _ in found] == ["line 1", "line 2", "line 3"]
    assert "not JSON" in str(found[1][1])
    assert len(whole(found)) == 2


def test_a_broken_first_line_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    found = records(tmp_path / "file", ONE[:50] + b"\n" + TWO)

    assert [isinstance(record, Refused) for _where, record in found] == [True, False]


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"", "the file is empty"), (b" \n\n", "the file is empty"), (b"NCT Number,Study Title\n", "not JSON")],
)
def test_a_file_that_holds_none_is_refused(tmp_path, body, reason):
    with pytest.raises(Refused, match=reason):
        records(tmp_path / "file", body)


def test_a_file_that_is_not_there_is_refused_with_the_systems_reason(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"), opened(tmp_path / "nothing"):
        pass


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"), opened(tmp_path):
        pass
