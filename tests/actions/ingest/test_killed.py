"""Imports that are killed: nothing is lost, doubled or half visible, and the next run goes on."""

import json
from pathlib import Path

import pytest

from tests.actions.ingest.killing import DOCUMENTS, import_generation
from tests.actions.ingest.state import state
from tests.databases import migrate, shell


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kills", "seed"), [(20, 1), pytest.param(200, 2, marks=pytest.mark.endurance)], ids=["few", "many"]
)
def test_killed_imports_leave_whole_studies_and_the_next_one_heals(kills: int, seed: int, database: str) -> None:
    migrate(database)

    found = json.loads(shell(database, f"from tests.actions.ingest.killing import *; kill_imports({kills}, {seed})"))

    for generation in range(found["generations"]):
        import_generation(generation)
    assert found["state"] == state()
    assert "RUNNING" not in found["outcomes"]
    assert 0 < found["outcomes"]["INTERRUPTED"] <= kills


@pytest.mark.django_db
def test_an_import_that_is_asked_to_stop_says_how_far_it_came_and_leaves_whole_studies(
    database: str, tmp_path: Path
) -> None:
    migrate(database)

    code = f"from tests.actions.ingest.killing import *; terminate_import({str(tmp_path / 'studies.jsonl')!r})"
    found = json.loads(shell(database, code))

    assert (found["code"], found["outcome"], found["faults"]) == (130, "INTERRUPTED", [])
    assert 0 < found["written"] == found["new"] < DOCUMENTS * 5 - 1
    assert found["told"].endswith("Interrupted. What was written stays; the next import goes on.")


def test_one_process_at_a_time_imports_from_a_registry(database: str) -> None:
    answers = json.loads(shell(database, "from tests.actions.ingest.killing import hold_locks; hold_locks()"))

    while_held, another_registry, after_a_kill = answers
    assert (while_held, another_registry, after_a_kill) == (False, True, True)
