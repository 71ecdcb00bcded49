"""Asking the registries, against a server that replays them."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.registries.replay import USER_AGENT, Replay, replaying
from tests.registries.shared import DOCUMENTS, needs_documents, needs_replay
from trials.dates import PartialDate
from trials.registries import lookup
from trials.registries.base import Document, Missing
from trials.registries.http import NotAnswered

pytestmark = [needs_documents, needs_replay]

FAULTS: list[dict[str, Any]] = [
    {"kind": "429", "every": 2, "retry_after": 1},
    {"kind": "503", "every": 2},
    {"kind": "slow", "delay": 0.2},
    {"kind": "truncate", "every": 2},
    {"kind": "html", "every": 2},
    {"kind": "reset", "every": 2},
    {"kind": "garbage", "every": 2},
]
ALL_AT_ONCE = [
    {"kind": "429", "every": 5, "retry_after": 1},
    {"kind": "503", "every": 7},
    {"kind": "truncate", "every": 6},
    {"kind": "html", "every": 9},
    {"kind": "reset", "every": 8},
    {"kind": "garbage", "every": 11},
    {"kind": "slow", "every": 3, "delay": 0.2},
]


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as server:
        yield server


def ids(records: list[Document | Missing]) -> list[str]:
    assert not [record for record in records if isinstance(record, Missing)]
    return [record.registry_id for record in records]


def every_study() -> set[str]:
    return {path.stem for path in (DOCUMENTS / "ctgov").glob("NCT*.json")}


def polite(replay: Replay) -> None:
    summary = replay.control("/__log")["summary"]
    assert summary["max_per_second"] <= 3
    assert summary["max_per_minute"] <= 45
    assert summary["user_agents"] == [USER_AGENT]


def test_all_studies_come_once_in_pages_that_repeat_their_parameters(replay: Replay) -> None:
    records = replay.fetch("ctgov")

    assert sorted(ids(records)) == sorted(every_study())
    assert replay.requests[0]["path"] == "/api/v2/version"
    pages = [request["query"].split("&pageToken=")[0] for request in replay.requests[1:]]
    assert len(pages) == 4
    assert len(set(pages)) == 1
    polite(replay)


def test_a_record_is_the_one_that_the_registry_has_and_says_of_which_day(replay: Replay) -> None:
    (record,) = replay.fetch("ctgov", ids=("NCT06193889",))

    assert isinstance(record, Document)
    assert json.loads(record.body) == json.loads((DOCUMENTS / "ctgov" / "NCT06193889.json").read_bytes())
    assert record.data_of == replay.control("/api/v2/version")["dataTimestamp"]


def test_a_query_and_a_day_together_narrow_the_answer(replay: Replay) -> None:
    everything = set(ids(replay.fetch("ctgov", query={"query.term": "lupus OR allergy"})))
    since = PartialDate.parse("2025-01-01")
    recent = set(ids(replay.fetch("ctgov", query={"query.term": "lupus OR allergy"}, updated_since=since)))

    days = {
        number: lookup("ctgov").parse((DOCUMENTS / "ctgov" / f"{number}.json").read_bytes()).study.last_update
        for number in everything
    }
    assert recent == {number for number, day in days.items() if day and day >= since}
    assert set() < recent < everything


def test_what_a_registry_said_earlier_can_be_asked_again(replay: Replay) -> None:
    statuses = []
    for day in ("2026-02-01", "2026-03-01"):
        replay.control("/__asof", {"date": day})
        (record,) = replay.fetch("ctgov", ids=("NCT07011550",))
        assert isinstance(record, Document)
        statuses.append(lookup("ctgov").parse(record.body).study.recruitment_status)

    assert len(set(statuses)) == 2


def test_an_alias_brings_its_study_and_unknown_numbers_are_named(replay: Replay) -> None:
    document = next(
        study
        for path in (DOCUMENTS / "ctgov").glob("NCT*.json")
        if "nctIdAliases" in (study := json.loads(path.read_bytes()))["protocolSection"]["identificationModule"]
    )
    number = document["protocolSection"]["identificationModule"]["nctId"]
    (alias,) = document["protocolSection"]["identificationModule"]["nctIdAliases"][:1]

    records = replay.fetch("ctgov", ids=(alias, number.lower(), "NCT99999999", "2024-512345-10-00"))

    assert [record.registry_id for record in records if isinstance(record, Document)] == [number]
    assert {record.registry_id: record.reason for record in records if isinstance(record, Missing)} == {
        "NCT99999999": "ClinicalTrials.gov does not know this number",
        "2024-512345-10-00": "“2024-512345-10-00” is not an NCT number",
    }


def test_trials_of_ctis_are_searched_for_and_retrieved(replay: Replay) -> None:
    records = replay.fetch("ctis")

    assert sorted(ids(records)) == ["2022-501142-30-00", "2023-505613-24-00"]
    assert [request["path"].rsplit("/", 1)[0] for request in replay.requests] == [
        "/ctis-public-api",
        "/ctis-public-api/retrieve",
        "/ctis-public-api/retrieve",
    ]
    body = json.loads(replay.requests[0]["body"])
    assert (body["pagination"], body["searchCriteria"]) == ({"page": 1, "size": 100}, {})
    polite(replay)


def test_ctis_is_asked_by_criteria_by_day_and_by_number_without_its_suffix(replay: Replay) -> None:
    assert ids(replay.fetch("ctis", query={"medicalCondition": "fungal"})) == ["2023-505613-24-00"]
    assert ids(replay.fetch("ctis", updated_since=PartialDate.parse("2024-07-01"))) == ["2023-505613-24-00"]
    assert ids(replay.fetch("ctis", ids=("2022-501142-30",))) == ["2022-501142-30-00"]


def test_numbers_that_ctis_does_not_know_are_named(replay: Replay) -> None:
    records = replay.fetch("ctis", ids=("2024-599999-00-00", "NCT01234567"))

    assert [record.reason for record in records if isinstance(record, Missing)] == [
        "CTIS does not know this number",
        "“NCT01234567” is not a full EU CT number",
    ]


@pytest.mark.parametrize("fault", FAULTS, ids=[str(fault["kind"]) for fault in FAULTS])
def test_under_each_fault_everything_comes_politely(replay, fault):
    replay.control("/__faults", fault)

    assert len(ids(replay.fetch("ctgov", query={"query.cond": "lupus"}))) == 2
    assert len(ids(replay.fetch("ctis"))) == 2
    assert [request for request in replay.requests if request["fault"] == fault["kind"]]
    polite(replay)


def test_under_all_faults_at_once_everything_comes_politely(replay: Replay) -> None:
    replay.control("/__faults", {"faults": ALL_AT_ONCE})

    assert sorted(ids(replay.fetch("ctgov"))) == sorted(every_study())
    assert len(ids(replay.fetch("ctis"))) == 2
    polite(replay)


def test_a_packed_answer_is_unpacked() -> None:
    with replaying("--gzip") as replay:
        assert len(ids(replay.fetch("ctgov", query={"query.cond": "lupus"}))) == 2


def test_the_wait_that_a_registry_asks_for_is_kept(replay: Replay) -> None:
    replay.control("/__faults", {"kind": "429", "times": 1, "retry_after": 3})

    replay.fetch("ctgov", ids=("NCT06193889",))

    first, second = itertools.islice((request["time"] for request in replay.requests), 2)
    assert second - first >= 3


def test_a_registry_that_refuses_is_asked_once_and_told_of_in_its_own_words(replay: Replay) -> None:
    with pytest.raises(NotAnswered, match="status 400: Unknown parameter"):
        replay.fetch("ctgov", query={"query.nonsense": "x"})

    assert len(replay.requests) == 2


def test_the_old_structure_of_ctis_comes_and_is_refused_by_its_reader() -> None:
    with replaying("--ctis-old-structure") as replay:
        (record,) = replay.fetch("ctis", ids=("2023-508143-51-01",))

    assert isinstance(record, Document)
    with pytest.raises(ValueError, match="structure that CTIS had before"):
        lookup("ctis").parse(record.body)
