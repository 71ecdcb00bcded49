"""What one word of a question found."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

from pyroaring import BitMap

from trials.query.asked_words import Word
from trials.query.index.word_postings import Fields
from trials.query.reading import Reading
from trials.query.texts import WEIGHTS, SearchField


class Hit(NamedTuple):
    """The studies that fit a word so well in a field."""

    strength: int
    field: SearchField
    studies: BitMap


class Level(NamedTuple):
    """Studies that fit equally well, and how well."""

    score: int
    studies: BitMap


@dataclass(frozen=True)
class WordHits:
    """A word, how it was looked for, and the studies that fit.

    `meant` is the known word one typing error away from one that nobody knows. A phrase can be `elsewhere`: in studies
    that another word of the question leaves out.
    """

    word: Word
    reading: Reading
    hits: tuple[Hit, ...] = ()
    meant: str = ""
    is_elsewhere: bool = False

    @cached_property
    def studies(self) -> BitMap:
        """All studies that fit."""
        return BitMap.union(BitMap(), *(hit.studies for hit in self.hits))

    def levels(self, within: BitMap) -> list[Level]:
        """The studies by how well they fit, best first, each at its best."""
        sets: dict[int, list[BitMap]] = {}
        for hit in self.hits:
            sets.setdefault(hit.strength * WEIGHTS[hit.field], []).append(hit.studies)
        levels, left = [], within
        for score, parts in sorted(sets.items(), reverse=True):
            if here := left & BitMap.union(*parts):
                levels.append(Level(score, here))
                left = left - here
        return levels

    def best(self, study: int) -> tuple[int, frozenset[SearchField]]:
        """How well the study (primary key) fits at best, and in which fields; 0 and none where it does not fit.

        Whatever the weights, hits of another strength have another score.
        """
        best, strength, fields = 0, 0, frozenset[SearchField]()
        for hit in self.hits:
            score = hit.strength * WEIGHTS[hit.field]
            if score >= best and study in hit.studies:
                fields = frozenset({hit.field}) if score > best else fields | {hit.field}
                best, strength = score, hit.strength
        return strength, fields

    def fields(self, studies: BitMap) -> set[SearchField]:
        """The fields in which any of these studies fits."""
        return {hit.field for hit in self.hits if not hit.studies.isdisjoint(studies)}

    def among(self, studies: BitMap) -> Self:
        """The same, of these studies alone."""
        return replace(self, hits=tuple(hit._replace(studies=hit.studies & studies) for hit in self.hits))


def hits_of(fields: Fields, strength: int) -> Iterator[Hit]:
    """The hits in fields that have studies."""
    return (Hit(strength, SearchField(name), studies) for name, studies in fields.items() if studies)
