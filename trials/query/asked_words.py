"""The words of a question, and the codes and phrases that they make."""

import re
from dataclasses import dataclass

from trials.query.joining import LONGEST_JOIN
from trials.text import tokens

_QUOTES = re.compile('["“”„«»]')
_BETWEEN_WORDS = re.compile(r"[\s/]+")


@dataclass(frozen=True)
class Word:
    """A word of a question, as typed and folded ("KYV-101" has two parts), or a phrase that stood in quotes."""

    typed: str
    parts: tuple[str, ...]
    is_phrase: bool = False

    @property
    def joined(self) -> str:
        """The parts written together."""
        return "".join(self.parts)

    @property
    def is_code(self) -> bool:
        """Whether it holds a digit: a wrong one is another study."""
        return any(letter.isdigit() for letter in self.joined)


def asked_words(question: str) -> list[Word]:
    """The words and phrases with a letter or digit; a quote that is not closed reaches to the end."""
    words: list[Word] = []
    for at, piece in enumerate(_QUOTES.split(question)):
        is_quoted = at % 2 == 1
        words += _phrase(piece) if is_quoted else _plain(piece)
    return words


def codes(words: list[Word]) -> list[set[str]]:
    """For each word, the numbers or codes that it may be a part of: "CD 19", "YTB 323"."""
    found: list[set[str]] = [set() for _word in words]
    for size in range(2, LONGEST_JOIN + 1):
        for at in range(len(words) - size + 1):
            run = words[at : at + size]
            if any(word.is_code for word in run) and not any(word.is_phrase for word in run):
                for ways in found[at : at + size]:
                    ways.add("".join(word.joined for word in run))
    return found


def _phrase(piece: str) -> list[Word]:
    parts = tokens(piece)
    return [Word(piece.strip(), parts, is_phrase=True)] if parts else []


def _plain(piece: str) -> list[Word]:
    """The piece cut at white space and slashes, but for "CAR T", which is one word."""
    left = [part for part in _BETWEEN_WORDS.split(piece) if tokens(part)]
    words = []
    while left:
        size = next((size for size in (3, 2) if len(tokens(" ".join(left[:size]))) == 1), 1)
        typed, left = " ".join(left[:size]), left[size:]
        words.append(Word(typed, tokens(typed)))
    return words
