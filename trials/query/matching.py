"""Words to things: the matching that every search of the site shares.

All words must hit. A word hits a text when it is one of the text's words, or begins one; two or more words of a text
written together count as a word, so that "KYV-101", "kyv101" and "KYV 101" are one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trials.text import tokens

# Up to this many letters a word is taken whole first ("SLE" is not "sleep"); as a beginning when nothing has it.
SHORT = 3
# As many neighbouring words are tried written together as the longest registry number has parts.
LONGEST_JOIN = 4
WHOLE_WORD = 1.0
BEGINNING = 0.8


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


@lru_cache(maxsize=32768)
def joined_words(text: str) -> frozenset[str]:
    """The folded words of a text, and each two to four neighbours written together."""
    words = tokens(text)
    joins = range(1, LONGEST_JOIN + 1)
    return frozenset("".join(words[at : at + size]) for size in joins for at in range(len(words) - size + 1))


def find(question: str, texts: list[Text]) -> Found:
    """The things that every word of the question hits; nothing for a question without a letter or digit."""
    words = [word for word in _words(question) if word]
    if not words:
        return Found({})
    hits: list[list[Hit]] = []
    corrections, missing = [], []
    for word in words:
        hit = _hits(word, texts)
        if not hit and (correction := _correction(word, texts)):
            corrections.append(("".join(word), correction))
            hit = _hits((correction,), texts)
        if not hit:
            missing.append("".join(word))
        hits.append(hit)
    return Found(_scores(hits), hits, corrections, missing)


def _words(question: str) -> list[tuple[str, ...]]:
    # CAR-T written as two words must be seen before the question is cut at its spaces.
    whole = set(tokens(question))
    parts = [tokens(part) for part in question.split()]
    return parts if all(word in whole for part in parts for word in part) else [(word,) for word in tokens(question)]


def _hits(word: tuple[str, ...], texts: list[Text]) -> list[Hit]:
    """Hits of the word as it is; for a word of several parts with none, of all its parts in one thing."""
    hits = _plain_hits("".join(word), texts)
    if hits or len(word) == 1:
        return hits
    by_part = [_plain_hits(part, texts) for part in word]
    common = frozenset.intersection(*(_things(part) for part in by_part))
    return [
        Hit(Text(hit.text.field, hit.text.text, hit.text.weight, hit.text.things & common), hit.score)
        for part in by_part
        for hit in part
        if hit.text.things & common
    ]


def _plain_hits(word: str, texts: list[Text]) -> list[Hit]:
    whole = [Hit(text, WHOLE_WORD) for text in texts if word in joined_words(text.text)]
    if whole and len(word) <= SHORT:
        return whole
    beginnings = [
        Hit(text, BEGINNING)
        for text in texts
        if word not in (words := joined_words(text.text)) and any(other.startswith(word) for other in words)
    ]
    return whole + beginnings


def _correction(word: tuple[str, ...], texts: list[Text]) -> str | None:
    """The known word one typing error away that most things have; None for numbers, where an error is another study."""
    typed = "".join(word)
    if len(typed) <= SHORT or any(letter.isdigit() for letter in typed):
        return None
    near = process.extract(typed, _known_words(texts), scorer=OSA.distance, score_cutoff=1, limit=None)
    things: dict[str, set[int]] = {known: set() for known, _distance, _index in near}
    for text in texts:
        for known in things.keys() & tokens(text.text):
            things[known] |= text.things
    return min(things, key=lambda known: (-len(things[known]), known), default=None)


def _known_words(texts: list[Text]) -> list[str]:
    return sorted({known for text in texts for known in tokens(text.text) if len(known) > SHORT})


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
