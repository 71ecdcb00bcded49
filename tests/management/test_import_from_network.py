"""Importing from registries as they are on good days and on bad ones, against a server that replays them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.actions.ingest.state import Rows, state
from tests.registries.replay import USER_AGENT, Replay, replaying
from tests.registries.shared import needs_documents, needs_replay
from trials.choices import RunOutcome
from trials.models import RegistryRecord, RegistryRun, Study, StudyChange

pytestmark = [pytest.mark.django_db, needs_documents, needs_replay]

CTGOV = ("NCT06193889", "NCT06451159", "NCT07011550")
CTIS = ("2022-501142-30-00",)
CHANGING = "NCT07011550"
# Each second request fails: of the four that these numbers take, two are asked again.
FAULTS: list[dict[str, Any]] = [
    {"kind": "429", "every": 2, "retry_after": 1},
    {"kind": "503", "every": 2},
    {"kind": "slow", "every": 1, "delay": 0.1},
    {"kind": "truncate", "every": 2},
    {"kind": "html", "every": 2},
    {"kind": "reset", "every": 2},
    {"kind": "garbage", "every": 2},
]
# Each request but the last fails twice.
_PATHS = {
    "/api/v2/version": ("429", "503"),
    "/api/v2/studies": ("truncate", "html"),
    "/ctis-public": ("reset", "garbage"),
}
ALL_AT_ONCE: list[dict[str, Any]] = [
    *({"kind": kind, "path": path, "times": 1, "retry_after": 1} for path, kinds in _PATHS.items() for kind in kinds),
    {"kind": "slow", "delay": 0.1},
]


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as server:
        yield server


def import_from(server: Replay, registry: str, *arguments: str) -> None:
    asked = {"CTGOV_BASE_URL": server.base, "CTIS_BASE_URL": server.base, "REGISTRY_USER_AGENT": USER_AGENT}
    with override_settings(**asked):
        call_command("import_registry", registry, "--scope", "all", "--verbosity", "0", *arguments)


def import_both(server: Replay) -> None:
    import_from(server, "ctgov", "--ids", ",".join(CTGOV))
    import_from(server, "ctis", "--ids", *CTIS)


@pytest.fixture(scope="module")
def faultless(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Rows]:
    """What is there after an import from registries that answer as they should."""
    with django_db_blocker.unblock(), transaction.atomic(), replaying() as server:
        import_both(server)
        found = state()
        transaction.set_rollback(True)
    return found


def polite(replay: Replay) -> None:
    summary = replay.control("/__log")["summary"]
    assert summary["max_per_second"] <= 3
    assert summary["max_per_minute"] <= 45
    assert summary["max_in_flight"] == 1
    assert summary["user_agents"] == [USER_AGENT]


def test_the_first_import_takes_all_and_the_second_changes_nothing(replay: Replay, faultless: dict[str, Rows]) -> None:
    import_both(replay)
    first = state()

    import_both(replay)

    assert first == state() == faultless
    assert RegistryRecord.objects.count() == Study.objects.count() == 4
    told = RegistryRun.objects.order_by("pk").values_list("received", "new", "unchanged")
    assert list(told) == [(3, 3, 0), (1, 1, 0), (3, 0, 3), (1, 0, 1)]
    assert RegistryRun.objects.filter(registry="CTGOV")[0].data_of
    polite(replay)


def test_what_a_registry_changes_from_month_to_month_is_followed(replay: Replay) -> None:
    replay.control("/__asof", {"date": "2026-02-01"})
    import_from(replay, "ctgov", "--ids", CHANGING)
    earlier = Study.objects.get().recruitment_status
    replay.control("/__asof", {"date": None})

    import_from(replay, "ctgov", "--ids", CHANGING)
    import_from(replay, "ctgov", "--ids", CHANGING)

    now = Study.objects.get().recruitment_status
    assert now != earlier
    status = StudyChange.objects.get(field="recruitment_status")
    assert (status.before, status.after) == (earlier, now)
    told = RegistryRun.objects.order_by("pk").values_list("new", "changed", "unchanged")
    assert list(told) == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


@pytest.mark.parametrize("fault", FAULTS, ids=[str(fault["kind"]) for fault in FAULTS])
def test_under_each_fault_the_end_is_the_same(
    fault: dict[str, Any], replay: Replay, faultless: dict[str, Rows]
) -> None:
    replay.control("/__faults", fault)

    import_both(replay)

    assert state() == faultless
    assert [request for request in replay.requests if request["fault"] == fault["kind"]]
    polite(replay)


def test_under_all_faults_at_once_the_end_is_the_same(replay: Replay, faultless: dict[str, Rows]) -> None:
    replay.control("/__faults", {"faults": ALL_AT_ONCE})

    import_both(replay)

    assert state() == faultless
    assert {fault["kind"] for fault in ALL_AT_ONCE} == {request["fault"] for request in replay.requests}
    polite(replay)


def test_a_number_that_the_registry_does_not_know_is_named_and_the_others_come(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="1 not read") as raised:
        import_from(replay, "ctgov", "--ids", "NCT06193889 NCT99999999")

    assert raised.value.returncode == 1
    assert capsys.readouterr().err == "NCT99999999: ClinicalTrials.gov does not know this number\n"
    assert RegistryRun.objects.get().outcome == RunOutcome.DONE
    assert Study.objects.count() == 1


def test_all_that_is_ours_is_found_by_the_queries_of_the_settings_each_study_once(replay: Replay) -> None:
    import_from(replay, "ctgov", "--scope", "ours")

    run = RegistryRun.objects.get()
    assert (run.is_complete, run.received, run.asked.split(",")[0]) == (True, 6, "engineered cells")
    assert Study.objects.count() == 6
    polite(replay)
