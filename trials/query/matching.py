"""Words to sites, sponsors and products: their names are few enough to be looked through, each time they are asked for.

All words must hit. A word hits a text when it is one of the text's words, or begins one.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trials.query.asked_words import Word, asked_words, codes
from trials.query.joining import joined_words
from trials.query.reading import SHORT, has_phrase
from trials.query.typing_errors import as_written, is_one_error

# What is searched: each text as written, with the things (primary keys) that it speaks of, one at least.
Texts = Mapping[str, Collection[int]]


@dataclass(frozen=True)
class Found:
    """What a search found: things, words read as another for a typing error, and words that nothing has."""

    things: frozenset[int] = frozenset()
    corrections: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def find(question: str, texts: Texts) -> Found:
    """The things that every word of the question hits; nothing for a question without a letter or digit."""
    words = asked_words(question)
    by_word: list[frozenset[int]] = []
    corrections, missing = [], []
    for word, numbers in zip(words, codes(words), strict=True):
        things = _hits(word, texts).union(*(_having(f" {number} ", texts) for number in numbers))
        if not things and (known := _correction(word, texts)):
            corrections.append((word.typed, as_written([known], [*texts])[known]))
            things = _plain(known, texts)
        if not things:
            missing.append(word.typed)
        by_word.append(things)
    return Found(frozenset.intersection(*by_word) if by_word else frozenset(), corrections, missing)


def _hits(word: Word, texts: Texts) -> frozenset[int]:
    """The things with the word as it is; for a word of several parts that nothing has, those with all its parts."""
    if word.is_phrase:
        return _things(lambda text: has_phrase(text, word.parts), texts)
    found = _plain(word.joined, texts)
    return found or frozenset.intersection(*(_plain(part, texts) for part in word.parts))


def _plain(word: str, texts: Texts) -> frozenset[int]:
    whole = _having(f" {word} ", texts)
    if len(word) < SHORT or (len(word) == SHORT and whole):
        return whole
    return _having(f" {word}", texts)


def _having(words: str, texts: Texts) -> frozenset[int]:
    return _things(lambda text: words in joined_words(text), texts)


def _things(fits: Callable[[str], bool], texts: Texts) -> frozenset[int]:
    return frozenset().union(*(things for text, things in texts.items() if fits(text)))


def _correction(word: Word, texts: Texts) -> str | None:
    """The word one typing error away that most things have; None for numbers, where an error is another thing."""
    if word.is_phrase or word.is_code:
        return None
    words = sorted({known for text in texts for known in joined_words(text).split()})
    near = process.extract(word.joined, words, scorer=OSA.distance, score_cutoff=1, limit=None)
    meant = [known for known, _distance, _at in near if is_one_error(word.joined, known)]
    return min(meant, key=lambda known: (-len(_having(f" {known} ", texts)), known), default=None)
