"""Patterns that are looked for only in the texts that can hold them.

To search a text for a hundred patterns takes milliseconds, though nearly all of them cannot be there: each needs
certain letters inside a word (`pieces`). Each word is asked once which patterns it may be of; the words of records
are the same ones, over and over.
"""

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Self

from trials.registries.scope.pieces import needed
from trials.text import fold

_MOST_WORDS = 65_536
# Characters; longer texts are rarely the same in two records.
LONGEST_KEPT = 300
# Antiretroviral therapy, in HIV.
_NOT_CAR = "cART"
_CASED_NOT_CAR = re.compile(r"\bcART\b")
_DOUBLE_A = re.compile("a{2,}")


class _Words(dict[str, int]):
    """For each word the patterns, as bits, that may be found in a text with this word."""

    def __init__(self) -> None:
        super().__init__()
        # Pieces of words with the patterns that need them, by the first three letters of the piece.
        self._pieces: dict[str, dict[str, int]] = {}
        # Patterns that any text may hold.
        self.anywhere = 0

    def enter(self, bit: int, pieces: Collection[str]) -> None:
        """Note the pieces that a pattern needs one of; where there are none, it is looked for in every text."""
        for piece in pieces:
            with_start = self._pieces.setdefault(piece[:3], {})
            with_start[piece] = with_start.get(piece, 0) | bit
        if not pieces:
            self.anywhere |= bit
        self.clear()

    def __missing__(self, word: str) -> int:
        bits, begin_with = 0, self._pieces.get
        for place in range(len(word)):
            for end in (place + 1, place + 2, place + 3):
                if pieces := begin_with(word[place:end]):
                    for piece, of_piece in pieces.items():
                        if word.startswith(piece, place):
                            bits |= of_piece
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = bits
        return bits


_WORDS = _Words()
_numbers: Iterator[int] = iter(range(100_000))


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a record: as it is written, its folded words, and the patterns, as bits, that it may hold."""

    written: str
    folded: str
    may_hold: int


class Texts(tuple[Text, ...]):
    """Texts that are looked through together; `may_hold` is what any of them may hold."""

    may_hold: int

    def __new__(cls, texts: Iterable[Text]) -> Self:
        """Those, in their order."""
        made = super().__new__(cls, texts)
        made.may_hold = 0
        for text in made:
            made.may_hold |= text.may_hold
        return made


class Pattern:
    """A pattern of folded words, or, with `cased`, of the text as it is written.

    `pieces` are letters inside a word of which a text holds one wherever the pattern is found: given where they are
    rarer than those that are read from the pattern.
    """

    def __init__(self, pattern: str, *, cased: bool = False, pieces: Collection[str] = ()) -> None:
        self.pattern = pattern
        self.bit = 1 << next(_numbers)
        self._read: Callable[[Text], str] = _written if cased else _folded
        pieces = pieces or needed(pattern)
        forms = {one.lower() for one in pieces}
        if cased:
            # Words are looked at folded: that leaves letters that stand together together, and one of two or more a.
            forms |= {_DOUBLE_A.sub("a", form) for form in forms}
        _WORDS.enter(self.bit, forms)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when it is first looked for: whoever only shows the register never needs it."""
        return re.compile(self.pattern)

    def finditer(self, text: Text) -> Iterable[re.Match[str]]:
        """Every place in a text where the pattern is found."""
        return self.regex.finditer(self._read(text)) if text.may_hold & self.bit else ()

    def may_be_in(self, texts: Texts) -> bool:
        """Whether it need be looked for in any of these texts."""
        return bool(texts.may_hold & self.bit)

    def first(self, texts: Texts) -> str:
        """What is found in the first text that holds it; empty where none does."""
        if not self.may_be_in(texts):
            return ""
        bit, search, read = self.bit, self.regex.search, self._read
        for text in texts:
            if text.may_hold & bit and (found := search(read(text))):
                return found[0].strip()
        return ""


def text_of(written: str, *, is_rare: bool = False) -> Text:
    """A registry's text, ready to be looked through; remembered, unless it is rarely the same in two records."""
    return _text(written) if is_rare or len(written) > LONGEST_KEPT else _kept(written)


def _text(written: str) -> Text:
    plain = html.unescape(written)
    if _NOT_CAR in plain:
        plain = _CASED_NOT_CAR.sub(" ", plain)
    folded = fold.__wrapped__(plain)
    may_hold = _WORDS.anywhere
    for word in folded.split():
        may_hold |= _WORDS[word]
    return Text(plain, folded, may_hold)


_kept = lru_cache(maxsize=32_768)(_text)


def _folded(text: Text) -> str:
    return text.folded


def _written(text: Text) -> str:
    return text.written
