"""A question about the things of a list, and its answer; what holds for all is made once for each state of the data.

A page is cut out of their order by primary keys: only the things that it shows are fetched.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import QueryDict
from pyroaring import BitMap

from trials.models import Product, Site, Sponsor
from trials.query.filters import Fault, ListFilterSet, asked
from trials.query.index.held import ALL_DATA, Index
from trials.query.matching import Found, Texts, find

Members = dict[str, BitMap]
Thing = TypeVar("Thing", Site, Sponsor, Product)


@dataclass(frozen=True)
class Kind(Generic[Thing]):
    """A kind of things: how they are fetched, asked for, put in order, and what each has to be found by."""

    name: str
    rows: Callable[[], QuerySet[Thing]]
    filters: type[ListFilterSet]
    in_order: Callable[[list[Thing], str], list[Thing]]
    values_of: Callable[[Thing], Iterable[tuple[str, str]]]
    texts_of: Callable[[Thing], Iterable[str]]


@dataclass(frozen=True)
class Held:
    """All things of a kind (primary keys): in their order in a language, and by parameter and value."""

    order: list[int]
    everything: BitMap
    values: dict[str, Members]


@dataclass(frozen=True)
class ThingList(Generic[Thing]):
    """The answer to a question: the things (primary keys) in order, and what was asked.

    With faults the list is empty: a wrong question is never answered with everything.
    """

    index: Index
    kind: Kind[Thing]
    params: QueryDict
    held: Held
    faults: list[Fault] = field(default_factory=list)
    chosen: dict[str, Any] = field(default_factory=dict)
    narrowed: Members = field(default_factory=dict)
    found: Found | None = None
    pks: list[int] = field(default_factory=list)

    def without(self, parameter: str) -> BitMap:
        """The things that the rest of the question holds when this parameter is left out."""
        if self.faults:
            return BitMap()
        others = (members for name, members in self.narrowed.items() if name != parameter)
        return BitMap.intersection(self.held.everything, *others)

    def fetched(self, pks: Sequence[int]) -> list[Thing]:
        """Some of the things, in the order given; as many queries for one as for all."""
        by_pk = self.kind.rows().in_bulk(pks)
        return [by_pk[pk] for pk in pks if pk in by_pk]


def answer(params: QueryDict, kind: Kind[Thing], index: Index, language: str) -> ThingList[Thing]:
    """The things, in their order, that hold a value of every parameter and all words of the search."""
    stated = asked(params)
    held = _held(kind, index, language)
    filterset = kind.filters(stated)
    if faults := filterset.faults():
        return ThingList(index, kind, stated, held, faults)
    chosen = filterset.chosen
    narrowed = {
        name: BitMap().union(*(held.values[name].get(value, BitMap()) for value in wanted))
        for name, wanted in chosen.items()
        if name not in ("q", "page")
    }
    found = find(chosen["q"], _texts(kind, index)) if "q" in chosen else None
    if found is not None:
        narrowed["q"] = BitMap(found.things)
    members = BitMap.intersection(held.everything, *narrowed.values())
    pks = [pk for pk in held.order if pk in members] if narrowed else held.order
    return ThingList(index, kind, filterset.question, held, [], chosen, narrowed, found, pks)


def _held(kind: Kind[Thing], index: Index, language: str) -> Held:
    return index.once((ALL_DATA,), kind.name, language, make=lambda: _read(kind, language))


def _read(kind: Kind[Thing], language: str) -> Held:
    things = kind.in_order(list(kind.rows()), language)
    order = [thing.pk for thing in things]
    return Held(order, BitMap(order), _by_value(things, kind.values_of))


def _by_value(things: list[Thing], values_of: Callable[[Thing], Iterable[tuple[str, str]]]) -> dict[str, Members]:
    values: defaultdict[str, Members] = defaultdict(lambda: defaultdict(BitMap))
    for thing in things:
        for parameter, value in values_of(thing):
            if value:
                values[parameter][value].add(thing.pk)
    return defaultdict(dict, {name: dict(members) for name, members in values.items()})


def _texts(kind: Kind[Thing], index: Index) -> Texts:
    """What all things are found by, in every language; read when somebody first searches."""
    return index.once((ALL_DATA,), kind.name, "texts", make=lambda: _read_texts(kind))


def _read_texts(kind: Kind[Thing]) -> Texts:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for thing in kind.rows():
        for text in dict.fromkeys(kind.texts_of(thing)):
            found[text].append(thing.pk)
    found.pop("", None)
    return dict(found)
