"""The choices beside a list, each with the number of studies it would leave.

Each number counts with all other facets applied: it is the length of the list when that value alone is chosen in its
facet. Zero is shown, not hidden.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyroaring import BitMap

from trials.localised import Localised
from trials.places import NORDIC, nearest_first
from trials.query.filters import StudyFilterSet
from trials.query.labels import VOCABULARIES, Labels
from trials.query.studies import StudyList
from trials.text import sort_key

# As many choices stand open; the rest are in a select, of sites, sponsors and products only as many as one can read.
SHOWN, SELECTED = 10, 250
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


# A value, its name, and how far down a tree it stands.
Choice = tuple[str, Localised, int]


@dataclass(frozen=True)
class Option:
    """One choice; `depth` is how far down a tree it stands."""

    value: str
    label: Localised
    count: int
    is_chosen: bool
    depth: int = 0

    @property
    def indent(self) -> range:
        """One step for each level of the tree, for a select that cannot be indented otherwise."""
        return range(self.depth)


@dataclass(frozen=True)
class Facet:
    """The choices of one parameter: those shown, and those in the select."""

    name: str
    legend: str
    shown: list[Option]
    more: list[Option]

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
    base = studies.without(name)
    members = studies.near.words if name == "open" else studies.index.values(name)
    chosen = set(studies.chosen.get(name, ()))
    none, count = BitMap(), base.intersection_cardinality
    options = [
        Option(value, label, count(members.get(value, none)), value in chosen, depth)
        for value, label, depth in _choices(name, studies, labels, chosen)
    ]
    legend = str(StudyFilterSet.base_filters[name].label)
    if name in VOCABULARIES or len(options) <= SHOWN:
        return Facet(name, legend, options, [])
    values = {option.value for option in _largest(options, members, labels.language, SHOWN)}
    rest = [option for option in options if option.value not in values]
    return Facet(
        name,
        legend,
        [option for option in options if option.value in values],
        rest if name in ("country", "indication") else _largest(rest, members, labels.language, SELECTED),
    )


def _choices(name: str, studies: StudyList, labels: Labels, chosen: set[str]) -> list[Choice]:
    """All values a facet offers, in its own order, made once for each state of the index; and what else is chosen."""
    made, key = studies.index.made, ("*", "choices", name, labels.language)
    if key not in made:
        made[key] = _in_order(name, studies, labels, studies.index.values(name))
    known: list[Choice] = made[key]
    if chosen <= {value for value, _label, _depth in known}:
        return known
    return _in_order(name, studies, labels, {*studies.index.values(name), *chosen})


def _in_order(name: str, studies: StudyList, labels: Labels, values: Iterable[str]) -> list[Choice]:
    """The values with their names and depths: down the tree of diseases, else as `_flat`."""
    if name == "indication":
        walked = [(indication.slug, depth) for indication, depth in studies.tree.walk(labels.language)]
    else:
        walked = [(value, 0) for value in _flat(name, labels, values)]
    return [(value, labels.label(name, value), depth) for value, depth in walked]


def _flat(name: str, labels: Labels, values: Iterable[str]) -> list[str]:
    """The values of any other facet: in the vocabulary's order, nearest country first, or by name."""
    if vocabulary := VOCABULARIES.get(name):
        return list(vocabulary.values)
    if name == "country":
        return nearest_first(set(values), labels.language)
    names = labels.names[name]
    return sorted(names, key=lambda slug: (sort_key(str(names[slug]), labels.language), slug))


def _largest(options: list[Option], members: Mapping[str, BitMap], language: str, count: int) -> list[Option]:
    """The chosen options, the Nordic countries and the largest others, `count` in all at least, in their own order.

    Largest in this list, then in the whole register, then by name.
    """
    if len(options) <= count:
        return options

    def is_fixed(option: Option) -> bool:
        return option.is_chosen or option.value in NORDIC

    def rank(option: Option) -> tuple[bool, int, int, str]:
        everywhere = len(members.get(option.value, ()))
        return not is_fixed(option), -option.count, -everywhere, sort_key(str(option.label), language)

    kept = max(count, sum(is_fixed(option) for option in options))
    best = {option.value for option in sorted(options, key=rank)[:kept]}
    return [option for option in options if option.value in best]
