"""The index follows what tests write past the register's own actions, as factories do."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from trials.actions import index_whole
from trials.query import card_rows
from trials.query.cards import StudyCard, kept_cards
from trials.query.dataset import Versions, dataset_versions
from trials.query.index import held

WRITES = ("INSERT", "UPDATE", "DELETE")
OWN = ("trials_dataset", "trials_posting", "trials_indexedstudy")


class Follower:
    """Notes whether anything was written, and makes the index anew before the next question about studies."""

    def __init__(self) -> None:
        self.is_behind = False  # what stands before the test has its index
        self.versions = dataset_versions

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITES) and "trials_" in sql and not any(table in sql for table in OWN):
            self.is_behind = True
        return execute(sql, params, many, context)

    def dataset_versions(self) -> Versions:
        """The versions, of an index that is true; what it takes to make it so does not count as asked by the test."""
        self.catch_up()
        return self.versions()

    def kept_cards(self, pks: Collection[int]) -> dict[int, StudyCard]:
        """The cards of an index that is true."""
        self.catch_up()
        return kept_cards(pks)

    def catch_up(self) -> None:
        """Make the index true."""
        if self.is_behind:
            self.is_behind = False
            with uncounted():
                index_whole.rebuild()


@contextmanager
def uncounted() -> Iterator[None]:
    """Queries in here are not seen by whoever counts queries."""
    was, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        yield
    finally:
        connection.force_debug_cursor = was


@contextmanager
def following() -> Iterator[None]:
    """The index is true whenever the product asks for it; no state of it is left over from before."""
    follower = Follower()
    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(follower):
        patch.setattr(held, "dataset_versions", follower.dataset_versions)
        patch.setattr(card_rows, "kept_cards", follower.kept_cards)
        patch.setattr(held, "is_committed", lambda: True)  # for as long as the test lasts
        patch.setattr(held._Process, "index", held.Index(-1))
        yield
