"""The first half of a run: everything is received, read and kept on the disk, and nothing is written."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from trials.actions.ingest.guard import status_changes
from trials.actions.ingest.names import Names
from trials.actions.ingest.reading import Item, batches, read, unread, unseen
from trials.actions.ingest.spool import Spool
from trials.actions.undisturbed import undisturbed
from trials.choices import Registry, Scope
from trials.models import RegistryEntry
from trials.registries.base import Document, Missing, Refused

# From the network a document, or what did not come; from a file the place in it, with a document or why there is none.
Received = Document | Missing | tuple[str, bytes | Refused]
# Told of by name; the others are counted.
MOST_TOLD = 100
_AT_ONCE = 200
# Documents that are written in one transaction unless said otherwise: with fewer, the same pages of an index are
# written more often; with more, others wait longer.
BATCH = 400


@dataclass(frozen=True)
class Order:
    """What is to be imported, and how. `asked` says it to people.

    `is_complete`: the registry is asked for all that is ours. `from_files`: documents may be older than what we hold.
    `takes_all`: every study is ours. `batch_size`: documents that are written in one transaction.
    """

    registry: Registry
    asked: str
    is_complete: bool = False
    from_files: bool = False
    takes_all: bool = False
    is_dry_run: bool = False
    accepts_large_change: bool = False
    batch_size: int = BATCH


@dataclass
class Intake:
    """What came: counts of documents (`received`, `new`, `changed`, `refused`), and those to write in `spool`."""

    order: Order
    spool: Spool
    names: Names
    at: datetime
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    status_changes: set[int] = field(default_factory=set)
    data_of: str = ""
    has_gaps: bool = False

    def take(self, stream: Iterable[Received], progress: Callable[[int], None]) -> None:
        """Receive everything; `progress` is told the number of documents so far. Refused when the stream ends early."""
        with undisturbed() as batch_is_done:
            for some in batches(stream, _AT_ONCE):
                self._take(some)
                progress(self.counts["received"])
                batch_is_done()

    def _take(self, some: Iterable[Received]) -> None:
        bodies = [one for one in map(self._opened, some) if one]
        fresh, _known = unseen(self.order.registry, bodies, takes_all=self.order.takes_all)
        before = unread(self.order.registry, [digest for _name, _body, digest in fresh])
        items = read(self.order.registry, self._numbered(fresh), self.names, takes_all=self.order.takes_all)
        items = [item for item in items if not (item.problem and item.content_hash in before)]
        names = {digest: name for name, _body, digest in fresh}
        for item in items:
            if item.problem:
                self.refuse(names[item.content_hash], item.problem)
        self._sort(items)

    def _opened(self, one: Received) -> tuple[str, bytes] | None:
        """A document with its number, or its place in a file; None for what did not come."""
        self.counts["received"] += 1
        if isinstance(one, Document):
            self.data_of = one.data_of
            return one.registry_id, one.body
        if isinstance(one, Missing):
            self.has_gaps |= not one.is_unknown
            self.refuse(one.registry_id, one.reason)
            return None
        place, body = one
        if isinstance(body, Refused):
            self.refuse(place, str(body))
            return None
        return place, body

    def _numbered(self, fresh: Iterable[tuple[str, bytes, str]]) -> Iterable[tuple[str, bytes, str]]:
        """A document of a file has a place in it, and its number is not known yet."""
        return (("" if self.order.from_files else name, body, digest) for name, body, digest in fresh)

    def refuse(self, name: str, reason: str) -> None:
        """Count a document that is not imported, and tell why."""
        self.counts["refused"] += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(f"{name}: {reason}")

    def _sort(self, items: Sequence[Item]) -> None:
        """Keep what says something new, and count what it is."""
        entries = entries_of(self.order.registry, items)
        items = [item for item in items if is_news(item, entries.get(item.registry_id), self.order)]
        again = [(item, entries[item.registry_id]) for item in items if item.registry_id in entries]
        self.status_changes |= status_changes(again, self.names, self.at)
        self.counts["changed"] += len(again)
        self.counts["new"] += sum(not item.problem and item.registry_id not in entries for item in items)
        for item in items:
            self.spool.add(item)


def entries_of(registry: Registry, items: Iterable[Item]) -> dict[str, RegistryEntry]:
    """What we hold of these studies from their registry, by number; one query."""
    numbers = [item.registry_id for item in items if not item.problem]
    rows = RegistryEntry.objects.filter(registry=registry, registry_id__among=numbers)
    return {entry.registry_id: entry for entry in rows.select_related("record", "study").defer("record__body")}


def is_news(item: Item, entry: RegistryEntry | None, order: Order) -> bool:
    """Whether a document says something else than the registry did last. A file may be older than what we hold."""
    if item.problem or entry is None:
        return True
    if order.from_files and item.as_of and item.as_of < entry.as_of:
        return False
    is_put_aside = entry.scope == Scope.NOT_OURS and not entry.study_id and not entry.decided_by_id
    return item.content_hash != entry.record.content_hash or (order.takes_all and is_put_aside)
