"""Words for diseases and treatments that are compounds of a word: "nefritt" is a part of "lupusnefritt"."""

from collections.abc import Collection, Iterable

from trials.query.thing_texts import indication_texts, modality_texts
from trials.text import tokens

# Shorter words are a part of too many others.
SHORTEST = 5
# Each part of a compound has so many letters.
_SHORTEST_PART = 3


def compounds_of(words: Collection[str]) -> dict[str, frozenset[str]]:
    """For each word, the compounds among the words for diseases and treatments; one query, none for no words."""
    if not words:
        return {}
    names = [*modality_texts().values(), *(names for _wider, names in indication_texts().values())]
    vocabulary = {one for texts in names for text in texts for one in tokens(text)}
    return {word: frozenset(_compounds(word, vocabulary)) for word in words}


def _compounds(word: str, vocabulary: Iterable[str]) -> Iterable[str]:
    return (other for other in vocabulary if word in other and _is_part(word, other))


def _is_part(word: str, compound: str) -> bool:
    """Whether the compound goes on to the word, and ends with it or goes on with another."""
    longest = len(compound) - len(word)
    return any(
        compound.startswith(word, at) and (at == longest or longest - at >= _SHORTEST_PART)
        for at in range(_SHORTEST_PART, longest + 1)
    )
