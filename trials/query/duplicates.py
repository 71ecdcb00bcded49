"""Sponsors, study sites and products that may be one, by their names; a person decides."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz, process

from trials.models import Product, Site
from trials.text import compact, fold

# Of 100, from where two names are likely to be two writings of one; tried on the starter catalogue.
LIKELY = 90
# Characters of a name's letters and digits: shorter ones, such as codes, are alike by chance.
LONG_ENOUGH = 6
MOST = 100
MOST_OF_A_NAME = 20
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Candidate:
    """A thing with its names as they are compared, and its country, empty where it has none."""

    thing: Any

    @cached_property
    def writings(self) -> list[str]:
        """Its names without spaces and punctuation: Liang Zou and LiangZou are one."""
        if isinstance(self.thing, Site):
            # A hospital's name says little without its city, and a city is no hospital.
            names = [] if self.thing.is_undisclosed else [self.thing.name_en, self.thing.name_nb, *self.thing.aliases]
        else:
            names = [self.thing.name, *self.thing.aliases]
        return list(dict.fromkeys(compact(fold(name)) for name in names if name))

    @property
    def country(self) -> str:
        """Its country's code."""
        return str(getattr(self.thing, "country", ""))


@dataclass(frozen=True)
class Pair:
    """Two things that may be one: how alike their names are, of 100, and whether their countries do not differ."""

    one: Any
    other: Any
    score: float
    is_same_country: bool

    @property
    def rank(self) -> tuple[bool, float, int, int]:
        """What it sorts by: the same country first, then the most alike."""
        return not self.is_same_country, -self.score, self.one.pk, self.other.pk


def likely_pairs(things: Iterable[Any]) -> list[Pair]:
    """The pairs among `things`, of one kind, that may be one; at most MOST, the likeliest first."""
    candidates = [Candidate(thing) for thing in things]
    owners: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        for writing in candidate.writings:
            owners[writing].append(candidate)
    scores: dict[tuple[int, int], tuple[float, Candidate, Candidate]] = {}
    for one, other, score in _alike(owners):
        first, second = sorted((one, other), key=lambda candidate: candidate.thing.pk)
        key = first.thing.pk, second.thing.pk
        if first is not second and score > scores.get(key, (0.0, first, second))[0]:
            scores[key] = score, first, second
    pairs = [_pair(one, other, score) for score, one, other in scores.values()]
    return sorted(filter(_is_possible, pairs), key=lambda pair: pair.rank)[:MOST]


def likely_twins(thing: Any, others: Iterable[Any]) -> list[Pair]:
    """The `others` that may be this thing, the likeliest first, at most ten."""
    mine = Candidate(thing)
    pairs = [
        _pair(mine, Candidate(other), score) for other in others if (score := _score(mine, Candidate(other))) >= LIKELY
    ]
    return sorted(filter(_is_possible, pairs), key=lambda pair: pair.rank)[:10]


def _alike(owners: dict[str, list[Candidate]]) -> Iterator[tuple[Candidate, Candidate, float]]:
    for same in owners.values():
        yield from ((one, other, 100.0) for one, other in combinations(same[:MOST_OF_A_NAME], 2))
    # Words that begin alike: comparing each with each would take minutes where there are thousands.
    blocks: dict[str, list[str]] = defaultdict(list)
    for writing in owners:
        if len(writing) >= LONG_ENOUGH:
            blocks[writing[:2]].append(writing)
    for block in blocks.values():
        for place, writing in enumerate(block):
            for found, score, _ in process.extract(
                writing, block[place + 1 :], scorer=fuzz.ratio, score_cutoff=LIKELY, limit=10
            ):
                if _may_be_alike(writing, found):
                    yield from ((one, other, score) for one in owners[writing] for other in owners[found])


def _score(one: Candidate, other: Candidate) -> float:
    return max(
        (
            100.0 if mine == their else fuzz.ratio(mine, their)
            for mine in one.writings
            for their in other.writings
            if mine == their or _may_be_alike(mine, their)
        ),
        default=0.0,
    )


def _may_be_alike(mine: str, their: str) -> bool:
    """Whether letters that differ may be a slip; a digit that differs is another thing."""
    return min(len(mine), len(their)) >= LONG_ENOUGH and _DIGITS.findall(mine) == _DIGITS.findall(their)


def _pair(one: Candidate, other: Candidate, score: float) -> Pair:
    countries = {country for country in (one.country, other.country) if country}
    return Pair(one.thing, other.thing, score, len(countries) <= 1)


def _is_possible(pair: Pair) -> bool:
    """Whether nothing known of the two tells them apart: a hospital lies in one country, a product has its targets."""
    if isinstance(pair.one, Site):
        return pair.is_same_country
    if isinstance(pair.one, Product):
        stated = [(thing.modality, {target.pk for target in thing.targets.all()}) for thing in (pair.one, pair.other)]
        return all(not mine or not their or mine == their for mine, their in zip(*stated, strict=True))
    return True
