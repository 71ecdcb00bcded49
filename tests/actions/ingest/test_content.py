"""When two documents are one."""

import json

import pytest

from tests.registries.records import CTGOV, changed, ctgov, ctis, ictrp
from trials.actions.ingest.content import content_hash


def test_the_date_of_the_data_set_does_not_count() -> None:
    next_day = changed(CTGOV, {"derivedSection__miscInfoModule__versionHolder": "2026-08-23"})

    assert content_hash("CTGOV", json.dumps(next_day, ensure_ascii=False).encode()) == content_hash("CTGOV", ctgov())


@pytest.mark.parametrize("field", ["Last_Refreshed_on", "Export_date"])
def test_the_date_of_an_export_does_not_count(field: str) -> None:
    assert content_hash("ICTRP", ictrp(**{field: "1"})) == content_hash("ICTRP", ictrp(**{field: "2"}))


def test_spaces_between_values_do_not_count() -> None:
    spread = json.dumps(json.loads(ctgov()), ensure_ascii=False, indent=2).encode()

    assert content_hash("CTGOV", spread) == content_hash("CTGOV", ctgov().replace(b'": ', b'":').replace(b', "', b',"'))


def test_anything_else_counts() -> None:
    one, other = ctgov(), ctgov(statusModule__overallStatus="COMPLETED")

    assert content_hash("CTGOV", one) != content_hash("CTGOV", other)
    assert content_hash("CTIS", ctis()) != content_hash("CTIS", ctis(publishDate="2026-02-04"))


def test_what_is_no_json_is_told_apart_by_its_bytes() -> None:
    assert content_hash("CTGOV", b"{broken") != content_hash("CTGOV", b"{ broken")
