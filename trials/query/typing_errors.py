"""Typing errors: a letter too many, too few or wrong, or two in the wrong order; and words as they are written."""

import re
from collections.abc import Collection, Iterable

from rapidfuzz.distance import OSA

from trials.query.reading import SHORT
from trials.text import tokens

# What a wrong or missing letter can be, beside those of the word itself: plain ones, and the Greek ones of names such
# as TNFα. No digit: another number is another study.
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzαβγδκ")
# "Churg-Strauss", and then "Churg" and "Strauss".
_WRITTEN = (re.compile(r"[^\W_]+(?:[^\w\s]+[^\W_]+)*"), re.compile(r"[^\W_]+"))


def is_one_error(typed: str, known: str) -> bool:
    """Whether the folded words, more than short ones, are one typing error apart, and the error is one of letters.

    A word that only goes on is none: it was looked for as a beginning.
    """
    is_word = len(typed) > SHORT and len(known) > SHORT and set(known) - set(typed) <= LETTERS
    return is_word and not known.startswith(typed) and OSA.distance(typed, known, score_cutoff=1) == 1


def as_written(known: Collection[str], texts: Collection[str]) -> dict[str, str]:
    """The folded words as the first text that has them writes them: "Sjögren", not "sjogren"."""
    written = {"".join(tokens(word)): word for word in _latest_first(texts)}
    return {one: written.get(one, one) for one in known}


def _latest_first(texts: Collection[str]) -> Iterable[str]:
    return (word for pattern in _WRITTEN for text in reversed([*texts]) for word in reversed(pattern.findall(text)))
