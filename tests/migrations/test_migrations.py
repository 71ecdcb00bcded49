"""The tables can be made, taken away and made again, and are what the models say."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import make_study
from trials.models import Study

Names = set[tuple[str, str]]


@pytest.fixture
def tables_for_the_next_test() -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("trials_")}


def constraints() -> Names:
    """Every named constraint and index of every table of ours."""
    with connection.cursor() as cursor:
        return {
            (table, name)
            for table in tables()
            for name in connection.introspection.get_constraints(cursor, table)
            if not name.startswith("__")
        }


def migrations() -> list[str]:
    """Ours, the first first."""
    graph = MigrationExecutor(connection).loader.graph
    (last,) = graph.leaf_nodes("trials")
    return [name for app, name in graph.forwards_plan(last) if app == "trials"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tables_for_the_next_test")
def test_every_migration_goes_back_and_forward_by_itself_and_the_tables_come_back_the_same() -> None:
    before = tables(), constraints()
    names = migrations()

    for name in [*reversed(names[:-1]), "zero"]:
        call_command("migrate", "trials", name, verbosity=0)
    gone = tables()
    for name in names:
        call_command("migrate", "trials", name, verbosity=0)

    assert gone == set()
    assert (tables(), constraints()) == before
    assert make_study("again") == Study.objects.get()


@pytest.mark.django_db
def test_the_models_have_no_change_without_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
