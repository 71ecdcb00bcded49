"""Whoever changes what the public sees tells the index, last of all and in the same transaction: watched in every test.

Watched is each statement that product code sends: a request, an action or a command stands on the stack. What a test
makes for itself is not. What was rolled back never happened.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, groupby
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection
from simple_history.models import HistoricalChanges

import trials
from tests import public_data
from trials.models import Dataset, IndexedStudy, Indication, Posting, Product, Site, Sponsor, Target

_PRODUCT = Path(trials.__file__).parent
DOORS = tuple(f"{_PRODUCT / name}/" for name in ("actions", "admin", "management", "views"))
# What registries and decisions on their words write concerns the public or not, study by study: that the index is told
# where it does is shown by changing and comparing (tests/query/index/test_edits.py).
JUDGES_ITSELF = f"{_PRODUCT / 'actions' / 'ingest'}/"
BY_HAND = f"{JUDGES_ITSELF}by_hand.py"
# Parts of a write, which some tests call by themselves: whoever calls them in the product tells the index.
PARTS = tuple(
    f"{_PRODUCT / 'actions' / name}"
    for name in (
        "bulk.py",
        "saving.py",
        "journal.py",
        "leading_on.py",
        "indexing.py",
        "index_whole.py",
        "ingest/by_hand.py",
    )
)
INDEX = {model._meta.db_table for model in (Posting, IndexedStudy)}

_WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|COPY) "?(\w+)', re.IGNORECASE)
_LOCK = re.compile(r'SELECT .* FROM "?(\w+)"?.* FOR (?:NO KEY )?UPDATE', re.IGNORECASE | re.DOTALL)
# A column that is set; in a condition it stands behind the name of its table.
_SET = re.compile(r'(?<!\.)"(\w+)" = ')

TELLS, WRITES, LOCKS = "tells the index", "writes", "locks"
# Of these it is told as well that one was named.
TELLS_OF_NAMES = "tells the index of names"
NAMED = {model._meta.db_table for model in (Indication, Product, Site, Sponsor, Target)}


class Event(NamedTuple):
    """What a statement did to a table, in which transaction, and the place in the product that it began with."""

    number: int
    transaction: object
    what: str
    table: str
    begun_in: str


class Watch:
    """The statements of one test that matter, as far as they were not rolled back."""

    def __init__(self) -> None:
        self.depth, self.in_transaction = len(connection.savepoint_ids), connection.in_atomic_block
        self.numbers, self.committed = count(), list[Event]()
        self.current = object()

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Send the statement, and note what it does."""
        result = execute(sql, params, many, context)
        if isinstance(sql, str) and (found := _deed(sql, params)) and (begun_in := _entrance()):
            event = Event(next(self.numbers), self._transaction(), *found, begun_in)
            connection.on_commit(_Mark(self, event))
        return result

    def _transaction(self) -> object:
        """The outermost transaction of the product's own; another one each time where there is none."""
        if self.in_transaction:
            own = connection.savepoint_ids[self.depth :]
            return own[0] if own else object()
        return self.current if connection.in_atomic_block else object()

    def happened(self, event: Event) -> None:
        """The transaction of the event is committed."""
        self.committed.append(event)
        self.current = object()

    def faults(self) -> list[str]:
        """Each transaction that left the index untold of something, in words."""
        waiting = [called[1] for called in connection.run_on_commit]
        events = self.committed + [mark.event for mark in waiting if isinstance(mark, _Mark) and mark.watch is self]
        of_transactions = groupby(sorted(events, key=lambda event: _first(events, event)), lambda one: one.transaction)
        return [fault for _transaction, found in of_transactions if (fault := _fault([*found]))]


class _Mark:
    """Stands among what is called after the commit, and vanishes from there with a rollback."""

    def __init__(self, watch: Watch, event: Event) -> None:
        self.watch, self.event = watch, event

    def __call__(self) -> None:
        self.watch.happened(self.event)


def _first(events: list[Event], event: Event) -> tuple[int, int]:
    return min(one.number for one in events if one.transaction is event.transaction), event.number


def _fault(events: list[Event]) -> str:
    last = max((place for place, event in enumerate(events) if event.what in (TELLS, TELLS_OF_NAMES)), default=-1)
    late = [event for event in events[last + 1 :] if event.what == WRITES or last >= 0]
    if not late:
        return _untold_name(events)
    told = f"{late[0].begun_in} {late[0].what} {late[0].table}"
    return f"{told} after it told the index" if last >= 0 else f"{told} and never tells the index"


def _untold_name(events: list[Event]) -> str:
    named = [event for event in events if event.what == WRITES and event.table in NAMED]
    if not named or any(event.what == TELLS_OF_NAMES for event in events):
        return ""
    return f"{named[0].begun_in} writes {named[0].table} and never says that a thing was named"


def _deed(sql: str, params: Any) -> tuple[str, str] | None:
    """What a statement does to which table, if it matters."""
    if found := _WRITE.match(sql):
        table = found[1]
        if table == Dataset._meta.db_table:
            return (TELLS_OF_NAMES if '"named" = ' in sql else TELLS), table
        columns = set(_SET.findall(sql)) if sql.lstrip().upper().startswith("UPDATE") else None
        return (WRITES, table) if _is_public(table, columns, params) else None
    if (found := _LOCK.match(sql)) and found[1] not in INDEX | {Dataset._meta.db_table}:
        return LOCKS, found[1]
    return None


def _is_public(table: str, columns: set[str] | None, params: Any) -> bool:
    model = _tables().get(table)
    if model not in public_data.PUBLIC:
        return False
    if columns is not None and columns <= public_data.PRIVATE_COLUMNS.get(model, set()):
        return False
    word = public_data.ONCE_IT_SAYS.get(model)
    return word is None or word in str(params)


def _tables() -> dict[str, Any]:
    """The model that each table belongs to; a table of links belongs to the model that declares them."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._meta.auto_created or model for model in models}


def _entrance() -> str:
    """Where the product was entered; empty where no door of it stands on the stack, or what judges itself."""
    found, judges_itself, is_by_hand = "", False, False
    for name, function in _stack(sys._getframe(2)):
        is_by_hand = is_by_hand or name == BY_HAND
        judges_itself = judges_itself or name.startswith(JUDGES_ITSELF)
        if name.startswith(DOORS):
            found = "" if name.startswith(PARTS) else f"{name.removeprefix(f'{_PRODUCT}/')}:{function}"
    return "" if judges_itself and not is_by_hand else found


def _stack(frame: FrameType | None) -> Iterator[tuple[str, str]]:
    """The file and the function of a frame, then of who called it, and so on."""
    while frame is not None:
        yield frame.f_code.co_filename, frame.f_code.co_name
        frame = frame.f_back


def is_history(model: Any) -> bool:
    """Whether a model holds former versions, which only the admin shows."""
    return issubclass(model, HistoricalChanges) or model.__name__.startswith("Historical")


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch what is sent inside."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch
