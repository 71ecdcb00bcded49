"""Sentences of ours that hold words of others, which may be in another language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from trials.localised import Localised

_PLACE = re.compile(r"%\((\w+)\)s")
Words: TypeAlias = "str | Localised | Phrase"


@dataclass(frozen=True)
class Phrase:
    """Texts that follow each other, each with its language."""

    parts: tuple[Localised, ...]

    def __str__(self) -> str:
        return "".join(part.text for part in self.parts)


def phrase(language: str, pattern: str, **words: Words) -> Phrase:
    """The pattern, in the reader's language, with the words in their places: `%(after)s (was: %(before)s)`."""
    parts: list[Localised] = []
    for index, piece in enumerate(_PLACE.split(pattern)):
        parts += _parts(words[piece] if index % 2 else piece, language)
    return Phrase(tuple(part for part in parts if part.text))


def joined(language: str, words: Iterable[Words], separator: str = "; ") -> Phrase:
    """The words after each other."""
    parts: list[Localised] = []
    for one in words:
        parts += [Localised(separator, language)] * bool(parts) + _parts(one, language)
    return Phrase(tuple(parts))


def capitalised(found: Phrase) -> Phrase:
    """The phrase with a capital first letter, where the first words are ours."""
    first, *rest = found.parts
    if first.foreign:
        return found
    return Phrase((Localised(first.text[:1].upper() + first.text[1:], first.language), *rest))


def _parts(words: Words, language: str) -> list[Localised]:
    if isinstance(words, Phrase):
        return list(words.parts)
    return [words if isinstance(words, Localised) else Localised(words, language)]
