"""The studies of a set in an order, a page at a time: what comes before the page is counted, never listed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import overload

from pyroaring import BitMap

from trials.query.index.held import Index, Sets
from trials.query.index.keys import ORDERS

# So many neighbouring places of an order are passed over at once.
TOGETHER = 64

# Cuts a set into disjoint ones that follow each other and make up the whole.
Cut = Callable[[BitMap], Iterable[BitMap]]


class Order:
    """An order of all studies: those with the largest key first, those without one last, equal ones by primary key."""

    def __init__(self, sets: Sets) -> None:
        placed = [sets[key] for key in sorted(sets, reverse=True)]
        groups = [placed[at : at + TOGETHER] for at in range(0, len(placed), TOGETHER)]
        self._groups = [(BitMap.union(*group), group) for group in groups]
        self._placed = BitMap.union(*(union for union, _group in self._groups)) if groups else BitMap()

    def page(self, studies: BitMap, start: int, stop: int) -> list[int]:
        """The studies from place `start` until before `stop`."""
        found: list[int] = []
        for part, before in self._parts(studies, start):
            found += part[max(0, start - before) : stop - before]
            if len(found) >= stop - start:
                break
        return found

    def all(self, studies: BitMap) -> Iterator[int]:
        """All of the studies."""
        return chain.from_iterable(part for part, _before in self._parts(studies, 0))

    def _parts(self, studies: BitMap, start: int) -> Iterator[tuple[BitMap, int]]:
        """The studies with one key together, from the part on that `start` lies in, and how many stand before it."""
        before = 0
        for union, group in self._groups:
            size = studies.intersection_cardinality(union)
            if before + size <= start:
                before += size
                continue
            # Most of a group's places have none: the few that it has are searched, not all of the studies.
            here, end = studies & union, before + size
            for one in group:
                if before == end:
                    break
                part = here & one
                if part and before + len(part) > start:
                    yield part, before
                before += len(part)
        yield studies - self._placed, before


def order_of(index: Index, sort: str) -> Order:
    """One of the ORDERS, made once for each state of the index."""
    kind = ORDERS[sort]
    return index.once((kind,), "order", make=lambda: Order(index.values(kind)))


class Ordered(Sequence[int]):
    """The studies (primary keys) of a set: cut one way after the other, and each part in `order`."""

    def __init__(self, studies: BitMap, cuts: Sequence[Cut], order: Order) -> None:
        self.studies = studies
        self._cuts, self._order = cuts, order

    def __len__(self) -> int:
        return len(self.studies)

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self._order.all(part) for part in self._parts())

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> list[int]: ...
    def __getitem__(self, at: int | slice) -> int | list[int]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        start, stop, _step = at.indices(len(self))
        found: list[int] = []
        before = 0
        for part in self._parts():
            size = len(part)
            if before + size > start and before < stop:
                found += self._order.page(part, max(0, start - before), min(size, stop - before))
            before += size
            if before >= stop:
                break
        return found

    def _parts(self) -> Iterable[BitMap]:
        parts: Iterable[BitMap] = [self.studies]
        for cut in self._cuts:
            parts = chain.from_iterable(map(cut, parts))
        return parts
