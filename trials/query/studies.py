"""The one door to the list of studies: a query string means the same on a page, in a count and in a file."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from pyroaring import BitMap

from trials.query.asker import HOME, Asker
from trials.query.filters import Fault, StudyFilterSet, asked
from trials.query.index.ages import including_age
from trials.query.index.finding import StudySearch, search_studies
from trials.query.index.held import Index, current
from trials.query.index.known import tree_of
from trials.query.index.near import Near, Reach, near
from trials.query.index.order import Ordered, order_of
from trials.query.nearest import PLACE_PARAMETERS, Nearest
from trials.query.place_rows import HeldPlaces
from trials.query.ranking import Sort
from trials.query.tree import IndicationTree

# Parameters that say how the list is shown, not what is in it.
SHOWN_HOW = ("sort", "page", "format")
# Parameters that do not narrow: a place ranks, it hides nothing.
_NARROWS_NOTHING = {*SHOWN_HOW, "q", "near"}


@dataclass(frozen=True)
class StudyList:
    """The answer to a question: studies (primary keys) in order, and what was asked.

    With faults the list is empty: a wrong question is never answered with everything. `near` has the studies by place
    for `asker` on the day `today`; `anywhere` what the parameters about places leave without "only here".
    """

    params: QueryDict
    today: datetime.date
    tree: IndicationTree
    index: Index
    near: Near
    faults: list[Fault] = field(default_factory=list)
    chosen: dict[str, Any] = field(default_factory=dict)
    narrowed: dict[str, BitMap] = field(default_factory=dict)
    anywhere: dict[str, BitMap] = field(default_factory=dict)
    search: StudySearch | None = None
    sort: str = Sort.UPDATED
    studies: Sequence[int] = ()
    found: BitMap = field(default_factory=BitMap)

    @property
    def asker(self) -> Asker:
        """Where the doctor who asks refers from."""
        return self.near.asker

    @property
    def is_sorted_as_usual(self) -> bool:
        """Whether the order is the one a list has when none is asked for."""
        return self.sort == _usual(self.chosen)

    def without(self, *parameters: str) -> BitMap:
        """The studies that the rest of the question holds when these parameters are left out."""
        if self.faults:
            return BitMap()
        if self.narrowed.keys().isdisjoint(parameters):
            return self.found
        held = self.narrowed | (self.anywhere if "only_here" in parameters else {})
        return _common(self.index.everything, [one for name, one in held.items() if name not in parameters])

    def near_in(self, studies: Iterable[HeldPlaces]) -> dict[int, Nearest]:
        """The place that answers for each of these studies, of those that count, by primary key."""
        return self.near.nearest_in(studies)


def public_studies(
    params: QueryDict, *, today: datetime.date, filters: type[StudyFilterSet] = StudyFilterSet
) -> StudyList:
    """The published studies that a query string asks for; a constant number of queries for any number of studies.

    `today` is the day on which they are open or not; `filters` are those of another page with the same question.
    """
    stated, index = asked(params), current()
    tree = tree_of(index)
    filterset = filters(stated)
    if faults := filterset.faults():
        return StudyList(stated, today, tree, index, near(index, HOME, today), faults)
    chosen = filterset.chosen
    asker = chosen.get("near", HOME)
    anywhere = near(index, asker, today)
    here = near(index, asker, today, Reach.HERE) if "only_here" in chosen else anywhere
    search = search_studies(chosen["q"], index.everything) if "q" in chosen else None
    narrowed = {name: _narrow(name, value, index, here) for name, value in chosen.items() if _narrows(name)}
    if search:
        narrowed["q"] = search.studies
    found = _common(index.everything, [*narrowed.values()])
    sort = _sort(chosen)
    return StudyList(
        filterset.question,
        today,
        tree,
        index,
        here,
        chosen=chosen,
        narrowed=narrowed,
        anywhere={name: anywhere.holding(name, chosen[name]) for name in narrowed if name in PLACE_PARAMETERS},
        search=search,
        sort=sort,
        studies=_in_order(found, sort, index, search, here, _without_words(chosen)),
        found=found,
    )


def _common(everything: BitMap, sets: list[BitMap]) -> BitMap:
    """What all of the sets hold, the smallest first: it bounds what the others cost."""
    return BitMap.intersection(*sorted([everything, *sets], key=len))


def _narrows(parameter: str) -> bool:
    return parameter not in _NARROWS_NOTHING


def _narrow(parameter: str, value: Any, index: Index, here: Near) -> BitMap:
    if parameter in PLACE_PARAMETERS:
        return here.holding(parameter, value)
    return including_age(index, value) if parameter == "age" else index.of(parameter, value)


def _usual(chosen: Mapping[str, Any]) -> str:
    """The order when none is asked for: as the words fit, or where there are none, as without words."""
    return Sort.RELEVANCE if "q" in chosen else _without_words(chosen)


def _without_words(chosen: Mapping[str, Any]) -> str:
    """Nearest first from a place, else as last changed."""
    return Sort.NEAR if "near" in chosen else Sort.UPDATED


def _sort(chosen: Mapping[str, Any]) -> str:
    """The order asked for; without a search nothing is more relevant than another."""
    sort = chosen.get("sort")
    usual = _usual(chosen)
    return usual if sort is None or (sort == Sort.RELEVANCE and "q" not in chosen) else str(sort)


def _in_order(studies: BitMap, sort: str, index: Index, search: StudySearch | None, here: Near, equals: str) -> Ordered:
    """In the order asked for; what fits the words equally well stands in the order `equals`."""
    orders = [sort, equals] if sort == Sort.RELEVANCE else [sort]
    cuts = {Sort.RELEVANCE: search.ranked if search else None, Sort.NEAR: here.cut}
    plain = next((one for one in orders if one not in cuts), Sort.UPDATED)
    return Ordered(studies, [cut for one in orders if (cut := cuts.get(Sort(one)))], order_of(index, plain))
