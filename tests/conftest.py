"""Fixtures for every test."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

import trials
from tests.databases import own_database, rolled_back
from tests.following import following
from tests.watching import watching
from trials.actions.load_catalogue import load_catalogue

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
STARTER_CATALOGUE = Path(trials.__file__).parent / "catalogue"
# Beside the modules that stand in no folder, these ask no database, or the production site, which has one of its own;
# and neither what language a page is in nor where its links lead depends on the database.
PURE_FOLDERS = {"tests", "registries", "tools"}
PURE_MODULES = {
    "test_headers",
    "test_settings",
    "test_words",
    "test_languages",
    "test_links",
    "test_admin_look_languages",
}


def pytest_configure() -> None:
    """No page is kept but in the tests of that: others change data behind the back of the actions."""
    settings.PAGE_CACHE_BYTES = 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks no database."""
    for item in items:
        if item.path.parent.name in PURE_FOLDERS or item.path.stem in PURE_MODULES:
            item.add_marker(pytest.mark.pure)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Whatever a test makes the product write of public data, the index is told of; unless it is marked `untold`."""
    with watching() as watch:
        result = yield
    faults = [] if item.get_closest_marker("untold") else watch.faults()
    assert not faults, "\n".join(faults)
    return result


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """No test leaves this machine: a connection elsewhere is an error that names the address."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def no_language() -> None:
    """No language is active, as in a new process; a request of the test before may have left its own."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def index() -> Iterator[None]:
    """The index is true, whoever wrote what it is made of."""
    with following():
        yield


@pytest.fixture
def english(no_language: None) -> Iterator[None]:
    """What is said outside a request is said in English."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def catalogue(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The starter catalogue in the database, for a whole module: loaded once, rolled back after the last test.

    Every test of the module sees it, with its own changes undone after it; so tests that start from an empty
    database, and tests with `transaction=True`, belong in another module. The test itself asks for `django_db`.
    """
    with ExitStack() as held:
        with django_db_blocker.unblock():
            held.enter_context(rolled_back())
            load_catalogue(STARTER_CATALOGUE, at=datetime(2026, 11, 21, 12, tzinfo=UTC), report=lambda line: None)
        yield
        with django_db_blocker.unblock():
            held.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the engine that the tests run on, for processes of their own."""
    with own_database(tmp_path) as address:
        yield address
