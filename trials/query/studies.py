"""The one door to the list of studies: a query string means the same on a page, in a count and in a file."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from trials.query.filters import Fault, StudyFilterSet, asked
from trials.query.memberships import Memberships, memberships
from trials.query.ranking import Sort, in_order
from trials.query.search import StudySearch, search_studies
from trials.query.tree import IndicationTree, indication_tree

# Parameters that say how the list is shown, not what is in it.
SHOWN_HOW = ("sort", "page", "format")


@dataclass(frozen=True)
class StudyList:
    """The answer to a question: studies (primary keys) in order, and what was asked.

    With faults the list is empty: a wrong question is never answered with everything.
    """

    params: QueryDict
    tree: IndicationTree
    members: Memberships
    faults: list[Fault] = field(default_factory=list)
    chosen: dict[str, Any] = field(default_factory=dict)
    narrowed: dict[str, set[int]] = field(default_factory=dict)
    search: StudySearch | None = None
    sort: str = Sort.UPDATED
    studies: list[int] = field(default_factory=list)

    @property
    def is_sorted_as_usual(self) -> bool:
        """Whether the order is the one a list has when none is asked for."""
        return self.sort == (Sort.RELEVANCE if self.search else Sort.UPDATED)

    def without(self, *parameters: str) -> set[int]:
        """The studies that the rest of the question holds when these parameters are left out."""
        if self.faults:
            return set()
        others = [studies for name, studies in self.narrowed.items() if name not in parameters]
        return self.members.everything.intersection(*others)


def public_studies(params: QueryDict, filters: type[StudyFilterSet] = StudyFilterSet) -> StudyList:
    """The published studies that a query string asks for; a constant number of queries for any number of studies.

    `filters` are those of another page with the same question.
    """
    stated = asked(params)
    tree = indication_tree()
    members = memberships(tree)
    filterset = filters(stated)
    if faults := filterset.faults():
        return StudyList(stated, tree, members, faults)
    chosen = filterset.chosen
    search = search_studies(chosen["q"], members) if "q" in chosen else None
    narrowed = {name: _narrow(name, value, members) for name, value in chosen.items() if name not in ("q", *SHOWN_HOW)}
    if search:
        narrowed["q"] = set(search.found.scores)
    studies = members.everything.intersection(*narrowed.values())
    default = Sort.RELEVANCE if search else Sort.UPDATED
    # Without a search nothing is more relevant than another.
    sort = default if chosen.get("sort") == Sort.RELEVANCE else chosen.get("sort", default)
    scores = search.found.scores if search else {}
    return StudyList(
        filterset.question,
        tree,
        members,
        [],
        chosen,
        narrowed,
        search,
        sort,
        in_order(studies, sort, members.facts, scores),
    )


def _narrow(parameter: str, value: Any, members: Memberships) -> set[int]:
    return members.including_age(value) if parameter == "age" else members.of(parameter, value)
