"""Whatever people and registries do, in whatever order, the index is as the data."""

import json
import random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.databases import manage, migrate, rolled_back, shell
from tests.query.index.edits import DEEDS, Editor, make_register, work
from trials.actions.index_whole import differences, rebuild
from trials.query.dataset import dataset_version

by_chance = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def index() -> None:
    """Nothing makes the index true here but the product itself."""


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_each_way_of_changing_the_register_keeps_the_index_true(deed: str) -> None:
    chance = random.Random(deed)
    make_register(chance)
    rebuild()
    editor = Editor(chance)
    before = dataset_version()

    work(editor, ["delete", "delete"] if deed == "bring_back" else [])
    work(editor, [deed] * 8)

    assert list(differences()) == []
    assert dataset_version() > before  # at least one of them was no refusal


@pytest.mark.django_db
@settings(by_chance, max_examples=12)
@given(seed=st.integers(0, 10_000), deeds=st.lists(st.sampled_from(sorted(DEEDS)), min_size=1, max_size=8))
def test_any_changes_in_any_order_keep_the_index_true(seed: int, deeds: list[str]) -> None:
    with rolled_back():
        chance = random.Random(seed)
        make_register(chance)
        rebuild()
        editor = Editor(chance)

        for deed in deeds:
            editor.do(deed)

            assert list(differences()) == [], deed


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.parametrize(
    ("writers", "deeds"), [(2, 12), pytest.param(4, 60, marks=pytest.mark.endurance)], ids=["few", "many"]
)
def test_writers_at_once_keep_the_index_true_and_never_wait_for_each_other(
    writers: int, deeds: int, database: str
) -> None:
    migrate(database)

    code = f"from tests.query.index.crowds import *; write_at_once({writers}, {deeds}, seed=1)"
    found = json.loads(shell(database, code))

    assert found == {"done": writers * deeds, "deadlocks": 0}
    assert manage(database, "check_index") == "The index is as the data."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kills", "seed"), [(20, 1), pytest.param(200, 2, marks=pytest.mark.endurance)], ids=["few", "many"]
)
def test_a_write_that_is_killed_leaves_the_index_as_the_data(kills: int, seed: int, database: str) -> None:
    migrate(database)

    code = f"from tests.query.index.crowds import *; kill_writers({kills}, {seed})"
    found = json.loads(shell(database, code))

    assert found["faults"] == []
    assert found["killed"] == kills
    assert manage(database, "check_index") == "The index is as the data."
