"""The choices beside a list, each with the number of studies it would leave.

Each number counts with all other facets applied: it is the length of the list when that value alone is chosen in its
facet. Zero is shown, not hidden.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyroaring import BitMap

from trials.localised import Localised
from trials.places import NORDIC, nearest_first
from trials.query.filters import StudyFilterSet
from trials.query.index.held import MANY, NAMES, Sets
from trials.query.labels import VOCABULARIES, Labels, labels as labels_of
from trials.query.studies import StudyList
from trials.text import sort_key

# As many choices stand open; the rest are in a select, of sites, sponsors and products only as many as one can read.
SHOWN, SELECTED = 10, 250
# One study in so many, and no more than one in so few: then it takes less to count the studies that are left out. Many
# studies are a set of bits, in which each study of a choice is looked up; few are lists, which each choice searches.
LEAST, MOST = 2000, 16
FACETS = (
    "open",
    "region",
    "status",
    "indication",
    "modality",
    "country",
    "phase",
    "sponsor_type",
    "target",
    "study_type",
    "site",
    "sponsor",
    "product",
)
# Asked for seldom: these stand folded.
LONG_TAIL = ("target", "study_type", "site", "sponsor", "product")


@dataclass(frozen=True, eq=False, slots=True)
class Choice:
    """A value that a facet offers: its name, how far down a tree it stands, and its place among equals in a list.

    `place` is that of the whole register: with most studies first, then by name. Equal to itself alone: what is made
    of one is soon found again.
    """

    value: str
    label: Localised
    depth: int = 0
    place: int = 0


@dataclass(frozen=True, eq=False)
class Offered:
    """All that a facet offers, in its own order: the choices, their places, studies and how many; where a value stands.

    Of what depends on the asker there are no studies here.
    """

    choices: list[Choice]
    places: list[int]
    studies: list[BitMap]
    sizes: list[int]
    at: dict[str, int]


class Option(NamedTuple):
    """One choice with its number of studies."""

    choice: Choice
    count: int  # type: ignore[assignment]  # nobody counts the values of a tuple
    is_chosen: bool = False

    @property
    def value(self) -> str:
        """What stands in the address."""
        return self.choice.value

    @property
    def label(self) -> Localised:
        """What the reader sees."""
        return self.choice.label


@dataclass(frozen=True)
class Others:
    """The choices of a facet that stand in its select: their places among all that is offered, and the counts of all.

    There may be hundreds; each becomes an `Option` only where somebody looks at it.
    """

    offered: Offered
    counts: Sequence[int]
    at: Sequence[int]

    def __len__(self) -> int:
        return len(self.at)

    def __iter__(self) -> Iterator[Option]:
        return (Option(self.offered.choices[at], self.counts[at]) for at in self.at)


@dataclass(frozen=True)
class Facet:
    """The choices of one parameter: those shown, and those in the select, if there is one."""

    name: str
    legend: str
    shown: list[Option]
    more: Others | None = None

    @property
    def chosen(self) -> int:
        """How many of its values are chosen."""
        return sum(option.is_chosen for option in self.shown)

    @property
    def is_long_tail(self) -> bool:
        """Whether it may stand folded until something in it is chosen."""
        return self.name in LONG_TAIL


def facets(studies: StudyList, labels: Labels) -> list[Facet]:
    """All facets of a list, in the order of the page; no further queries."""
    return [_facet(name, studies, labels) for name in FACETS]


def _facet(name: str, studies: StudyList, labels: Labels) -> Facet:
    chosen = set(studies.chosen.get(name, ()))
    offered = _offered(name, studies, labels, chosen)
    counts = _counts(name, offered, studies)
    at_shown, at_rest = _shown_and_rest(name, offered, counts, chosen)
    shown = [Option(choice := offered.choices[at], counts[at], choice.value in chosen) for at in at_shown]
    legend = str(StudyFilterSet.base_filters[name].label)
    return Facet(name, legend, shown, Others(offered, counts, at_rest) if at_rest else None)


def _counts(name: str, offered: Offered, studies: StudyList) -> list[int]:
    """How many studies each choice would leave, in the order of the choices."""
    within, everything = studies.without(name), studies.index.everything
    if name == "open":
        return [within.intersection_cardinality(studies.near.words[value]) for value in offered.at]
    if not within:
        return [0] * len(offered.sizes)
    if len(within) == len(everything):
        return offered.sizes
    if len(everything) < LEAST * len(within) and len(within) * MOST < len(everything):
        others = map((everything - within).intersection_cardinality, offered.studies)
        return [size - other for size, other in zip(offered.sizes, others, strict=True)]
    return [*map(within.intersection_cardinality, offered.studies)]


def _shown_and_rest(
    name: str, offered: Offered, counts: Sequence[int], chosen: set[str]
) -> tuple[Sequence[int], Sequence[int]]:
    """Where the choices stand that are shown, and those in the select, each in their own order.

    All of a vocabulary is shown; else what is chosen, the Nordic countries, and the largest others.
    """
    if name in VOCABULARIES or len(offered.choices) <= SHOWN:
        return range(len(offered.choices)), ()
    fixed = {offered.at[value] for value in (*chosen, *NORDIC) if value in offered.at}
    free = max(0, SHOWN - len(fixed))
    wanted = None if name in ("country", "indication") else len(fixed) + free + SELECTED
    largest = [at for at in _largest_first(offered, counts)[:wanted] if at not in fixed]
    rest = largest[free:] if wanted is None else largest[free : free + SELECTED]
    return sorted([*fixed, *largest[:free]]), sorted(rest)


def _largest_first(offered: Offered, counts: Sequence[int]) -> list[int]:
    """Where the choices stand: largest in this list first, then in the whole register, then by name."""
    most = len(counts)
    ranks = [place - count * most for place, count in zip(offered.places, counts, strict=True)]
    return sorted(range(most), key=ranks.__getitem__)


def _offered(name: str, studies: StudyList, labels: Labels, chosen: set[str]) -> Offered:
    """All that a facet offers, made once for each state of the index; and what else is chosen."""
    index, members = studies.index, studies.index.values(name)
    known = index.once(
        (NAMES, name),
        "choices",
        labels.language,
        make=lambda: _placed(_in_order(name, studies, labels_of(index, labels.language), members), members),
    )
    rare = sorted(chosen - known.at.keys())
    if not rare:
        return known
    if name in MANY:
        return _with_rare(name, known, rare, labels, members | index.sets(name, rare))
    return _placed(_in_order(name, studies, labels, [*known.at, *rare]), members)


def _placed(choices: list[Choice], members: Sets) -> Offered:
    none = BitMap()
    studies = [members.get(choice.value, none) for choice in choices]
    return Offered(
        choices,
        [choice.place for choice in choices],
        studies,
        [*map(len, studies)],
        {choice.value: at for at, choice in enumerate(choices)},
    )


def _with_rare(name: str, known: Offered, rare: Iterable[str], labels: Labels, members: Sets) -> Offered:
    """What is offered by name, and values that are not, each where its name belongs."""
    choices = [*known.choices]
    for value in rare:
        choice = Choice(value, labels.label(name, value), 0, len(choices))
        insort(choices, choice, key=lambda one: (sort_key(str(one.label), labels.language), one.value))
    return _placed(choices, members)


def _in_order(name: str, studies: StudyList, labels: Labels, values: Iterable[str]) -> list[Choice]:
    """The values with their names, depths and places: down the tree of diseases, else as `_flat`."""
    if name == "indication":
        walked = [(indication.slug, depth) for indication, depth in studies.tree.walk(labels.language)]
    else:
        walked = [(value, 0) for value in _flat(name, labels, values)]
    named = [(value, labels.label(name, value), depth) for value, depth in walked]
    sizes = {value: len(members) for value, members in studies.index.values(name).items()}
    keys = [(-sizes.get(value, 0), sort_key(str(label), labels.language)) for value, label, _depth in named]
    places = {at: place for place, at in enumerate(sorted(range(len(named)), key=keys.__getitem__))}
    return [Choice(*one, places[at]) for at, one in enumerate(named)]


def _flat(name: str, labels: Labels, values: Iterable[str]) -> list[str]:
    """The values of any other facet: in the vocabulary's order, nearest country first, or by name."""
    if vocabulary := VOCABULARIES.get(name):
        return list(vocabulary.values)
    if name == "country":
        return nearest_first(set(values), labels.language)
    names = labels.names[name]
    return sorted(names, key=lambda slug: (sort_key(str(names[slug]), labels.language), slug))
