"""Words to things: the matching that every search of the site shares.

All words must hit. A word hits a text when it is one of the text's words, or begins one; two or more words of a text
written together count as a word, so that "KYV-101", "kyv101" and "KYV 101" are one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trials.text import fold, tokens

# Up to this many letters a word is taken whole first ("SLE" is not "sleep"); as a beginning when nothing has it.
SHORT = 3
# As many neighbouring words are tried written together as the longest registry number has parts.
LONGEST_JOIN = 4
WHOLE_WORD = 1.0
# Less than any whole word, whatever the weights of the two texts: "Kina" is China before it is kinase.
BEGINNING = 0.15

_BETWEEN_WORDS = re.compile(r"[\s/]+")
_WRITTEN_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Text:
    """Something searchable: the field it is, the text as written, its weight, and the things it speaks of."""

    field: str
    text: str
    weight: float
    things: frozenset[int]


@dataclass(frozen=True)
class Hit:
    """A text that a word hits, and how well."""

    text: Text
    score: float


@dataclass(frozen=True)
class Found:
    """What a search found: things with scores, the hits of each word, and words read as another for a typing error."""

    scores: dict[int, float]
    hits: list[list[Hit]] = field(default_factory=list)
    corrections: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Word:
    """A word of a question: as typed, and folded; "KYV-101" has two parts."""

    typed: str
    parts: tuple[str, ...]

    @property
    def joined(self) -> str:
        """The parts written together."""
        return "".join(self.parts)


@lru_cache(maxsize=32768)
def joined_words(text: str) -> str:
    """The folded words of a text, each two to four neighbours written together, and the parts of "CAR-T".

    A space stands before and after each, so that ` lupus ` is in it for a word, and ` lup` for the beginning of one.
    """
    words = tokens(text)
    joins = range(1, LONGEST_JOIN + 1)
    together = ("".join(words[at : at + size]) for size in joins for at in range(len(words) - size + 1))
    return f" {' '.join({*together, *fold(text).split()})} "


def find(question: str, texts: list[Text]) -> Found:
    """The things that every word of the question hits; nothing for a question without a letter or digit.

    A text that speaks of nothing makes its words known: "Bergen" without a study is no typing error for "Berger".
    """
    words = _words(question)
    if not words:
        return Found({})
    held = [text for text in texts if text.things]
    codes = _codes(words, held)
    hits: list[list[Hit]] = []
    corrections, missing = [], []
    for word, code in zip(words, codes, strict=True):
        hit = [*_hits(word, held), *code]
        if not hit and (correction := _correction(word.joined, texts)):
            corrections.append((word.typed, _as_written(correction, held)))
            hit = _plain_hits(correction, held)
        if not hit:
            missing.append(word.typed)
        hits.append(hit)
    return Found(_scores(hits), hits, corrections, missing)


def _words(question: str) -> list[Word]:
    """The question cut at spaces and slashes, but for "CAR T", which is one word."""
    left = [part for part in _BETWEEN_WORDS.split(question) if tokens(part)]
    words = []
    while left:
        size = next((size for size in (3, 2) if len(tokens(" ".join(left[:size]))) == 1), 1)
        typed, left = " ".join(left[:size]), left[size:]
        words.append(Word(typed, tokens(typed)))
    return words


def _codes(words: list[Word], texts: list[Text]) -> list[list[Hit]]:
    """For each word, the hits of the number or code that it is a part of: "CD 19", "YTB 323"."""
    found: list[list[Hit]] = [[] for _word in words]
    for size in range(2, LONGEST_JOIN + 1):
        for at in range(len(words) - size + 1):
            code = "".join(word.joined for word in words[at : at + size])
            if any(letter.isdigit() for letter in code):
                whole = _whole_hits(code, texts)
                for hits in found[at : at + size]:
                    hits.extend(whole)
    return found


def _hits(word: Word, texts: list[Text]) -> list[Hit]:
    """Hits of the word as it is; for a word of several parts with none, of all its parts in one thing."""
    hits = _plain_hits(word.joined, texts)
    if hits or len(word.parts) == 1:
        return hits
    by_part = [_plain_hits(part, texts) for part in word.parts]
    common = frozenset.intersection(*(_things(part) for part in by_part))
    return [
        Hit(Text(hit.text.field, hit.text.text, hit.text.weight, hit.text.things & common), hit.score)
        for part in by_part
        for hit in part
        if hit.text.things & common
    ]


def _whole_hits(word: str, texts: list[Text]) -> list[Hit]:
    return [Hit(text, WHOLE_WORD) for text in texts if f" {word} " in joined_words(text.text)]


def _plain_hits(word: str, texts: list[Text]) -> list[Hit]:
    begun = [text for text in texts if f" {word}" in joined_words(text.text)]
    whole = _whole_hits(word, begun)
    if whole and len(word) <= SHORT:
        return whole
    return whole + [Hit(text, BEGINNING) for text in begun if f" {word} " not in joined_words(text.text)]


def _correction(typed: str, texts: list[Text]) -> str | None:
    """The known word one typing error away that most things have.

    None for a word that is known, and for numbers, where an error is another study.
    """
    is_code = any(letter.isdigit() for letter in typed)
    if len(typed) <= SHORT or is_code or any(f" {typed} " in joined_words(text.text) for text in texts):
        return None
    held = [text for text in texts if text.things]
    words = sorted({known for text in held for known in tokens(text.text) if len(known) > SHORT})
    near = process.extract(typed, words, scorer=OSA.distance, score_cutoff=1, limit=None)
    things: dict[str, set[int]] = {known: set() for known, _distance, _at in near}
    for text in held:
        for known in things.keys() & tokens(text.text):
            things[known] |= text.things
    return min(things, key=lambda known: (-len(things[known]), known), default=None)


def _as_written(known: str, texts: list[Text]) -> str:
    """The folded word as a text has it: "Sjögren", not "sjogren"."""
    words = (word for text in texts for word in _WRITTEN_WORD.findall(text.text))
    return next((word for word in words if tokens(word) == (known,)), known)


def _things(hits: Iterable[Hit]) -> frozenset[int]:
    return frozenset().union(*(hit.text.things for hit in hits))


def _scores(hits: list[list[Hit]]) -> dict[int, float]:
    members = frozenset.intersection(*(_things(word) for word in hits))
    scores = dict.fromkeys(members, 0.0)
    for word in hits:
        best: dict[int, float] = {}
        for hit in word:
            for thing in hit.text.things & members:
                best[thing] = max(best.get(thing, 0.0), hit.text.weight * hit.score)
        for thing, score in best.items():
            scores[thing] += score
    return scores
