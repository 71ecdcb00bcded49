"""Fixtures for every test."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

import trials
from trials.actions.load_catalogue import load_catalogue

STARTER_CATALOGUE = Path(trials.__file__).parent / "catalogue"


@pytest.fixture(scope="module")
def catalogue(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The starter catalogue in the database, for a whole module: loaded once, rolled back after the last test.

    Every test of the module sees it, with its own changes undone after it; so tests that start from an empty
    database, and tests with `transaction=True`, belong in another module. The test itself asks for `django_db`.
    """
    with ExitStack() as held:
        with django_db_blocker.unblock():
            held.enter_context(transaction.atomic())
            load_catalogue(STARTER_CATALOGUE, at=datetime(2026, 11, 21, 12, tzinfo=UTC), report=lambda line: None)
        yield
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            held.close()
