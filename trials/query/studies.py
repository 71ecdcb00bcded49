"""The one door to the list of studies: a query string means the same on a page, in a count and in a file."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from pyroaring import BitMap

from trials.models import Study
from trials.query.asker import HOME, Asker
from trials.query.filters import Fault, StudyFilterSet, asked
from trials.query.index.finding import StudySearch, search_studies
from trials.query.memberships import Memberships, memberships
from trials.query.nearest import PLACE_PARAMETERS, Nearest, Nearness, nearness
from trials.query.ranking import Sort, by_nearness, by_relevance, in_order
from trials.query.study_places import StudyPlace, places_of
from trials.query.tree import IndicationTree, indication_tree

# Parameters that say how the list is shown, not what is in it.
SHOWN_HOW = ("sort", "page", "format")
# Parameters that do not narrow: a place ranks, it hides nothing.
_NARROWS_NOTHING = {*SHOWN_HOW, "q", "near"}


@dataclass(frozen=True)
class StudyList:
    """The answer to a question: studies (primary keys) in order, and what was asked.

    With faults the list is empty: a wrong question is never answered with everything. `places` holds those of each
    published study, `nearest` the one that answers for it, for `asker` and on the day `today`; `anywhere` what the
    parameters about places leave without "only here".
    """

    params: QueryDict
    today: datetime.date
    tree: IndicationTree
    members: Memberships
    faults: list[Fault] = field(default_factory=list)
    chosen: dict[str, Any] = field(default_factory=dict)
    narrowed: dict[str, set[int]] = field(default_factory=dict)
    anywhere: dict[str, set[int]] = field(default_factory=dict)
    search: StudySearch | None = None
    asker: Asker = HOME
    places: Mapping[int, list[StudyPlace]] = field(default_factory=dict)
    nearest: Mapping[int, Nearest] = field(default_factory=dict)
    sort: str = Sort.UPDATED
    studies: list[int] = field(default_factory=list)

    @property
    def is_sorted_as_usual(self) -> bool:
        """Whether the order is the one a list has when none is asked for."""
        return self.sort == _usual(self.chosen)

    def without(self, *parameters: str) -> set[int]:
        """The studies that the rest of the question holds when these parameters are left out."""
        if self.faults:
            return set()
        held = self.narrowed | (self.anywhere if "only_here" in parameters else {})
        others = [studies for name, studies in held.items() if name not in parameters]
        return self.members.everything.intersection(*others)


def public_studies(
    params: QueryDict, *, today: datetime.date, filters: type[StudyFilterSet] = StudyFilterSet
) -> StudyList:
    """The published studies that a query string asks for; a constant number of queries for any number of studies.

    `today` is the day on which they are open or not; `filters` are those of another page with the same question.
    """
    stated, tree = asked(params), indication_tree()
    filterset = filters(stated)
    faults = filterset.faults()
    chosen = {} if faults else filterset.chosen
    asker = chosen.get("near", HOME)
    here, anywhere = _nearness(asker, today, only_here="only_here" in chosen)
    members = memberships(tree).with_values(open=here.words)
    if faults:
        return StudyList(stated, today, tree, members, faults)
    search = search_studies(chosen["q"], BitMap(members.everything)) if "q" in chosen else None
    narrowed = {name: _narrow(name, value, members, here) for name, value in chosen.items() if _narrows(name)}
    if search:
        narrowed["q"] = set(search.studies)
    studies = members.everything.intersection(*narrowed.values())
    sort = _sort(chosen)
    return StudyList(
        filterset.question,
        today,
        tree,
        members,
        chosen=chosen,
        narrowed=narrowed,
        anywhere={name: anywhere.holding(name, chosen[name]) for name in narrowed if name in PLACE_PARAMETERS},
        search=search,
        asker=asker,
        places=anywhere.places,
        nearest=here.nearest,
        sort=sort,
        studies=_in_order(studies, sort, members, search, here, _without_words(chosen)),
    )


def _nearness(asker: Asker, today: datetime.date, *, only_here: bool) -> tuple[Nearness, Nearness]:
    """The places that count, and all of them."""
    places = places_of(Study.objects.published().values("pk"))
    anywhere = nearness(places, asker, today)
    return nearness(places, asker, today, only_here=True) if only_here else anywhere, anywhere


def _narrows(parameter: str) -> bool:
    return parameter not in _NARROWS_NOTHING


def _narrow(parameter: str, value: Any, members: Memberships, here: Nearness) -> set[int]:
    if parameter in PLACE_PARAMETERS:
        return here.holding(parameter, value)
    return members.including_age(value) if parameter == "age" else members.of(parameter, value)


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


def _in_order(
    studies: set[int], sort: str, members: Memberships, search: StudySearch | None, here: Nearness, otherwise: str
) -> list[int]:
    """In the order asked for; what fits the words equally well stands in the order `otherwise`."""
    if sort == Sort.RELEVANCE:
        ordered = _in_order(studies, otherwise, members, None, here, otherwise)
        fitting = enumerate(search.ranked(BitMap(studies))) if search else ()
        return by_relevance(ordered, {pk: -place for place, equals in fitting for pk in equals})
    if sort == Sort.NEAR:
        return by_nearness(studies, members.facts, here.nearest)
    return in_order(studies, sort, members.facts)
