"""How a word of a question is looked for, and how well a text then fits it."""

from dataclasses import dataclass
from functools import cached_property

from trials.query.joining import joined_words
from trials.text import fold, tokens

# Up to this many letters a word is taken whole first ("SLE" is not "sleep"); with so many, as a beginning when nothing
# has it; with fewer never, since every second study has a word that begins so.
SHORT = 3
# How well a text fits, in whole numbers, so that equal sums are equal. A beginning is less than any whole word whatever
# the weights of the two texts ("Kina" is China before it is kinase), and a part of a compound less than any beginning.
WHOLE_WORD = 100
BEGINNING = 15
PART_OF_COMPOUND = 2


@dataclass(frozen=True)
class Reading:
    """What to look for: whole words, beginnings, compounds that the word is a part of, or the words of a phrase."""

    wholes: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()
    compounds: frozenset[str] = frozenset()
    phrase: tuple[str, ...] = ()

    @cached_property
    def _looked_for(self) -> frozenset[str]:
        return self.wholes | self.beginnings | self.compounds

    def strength(self, text: str) -> int:
        """How well the text fits; 0 when it does not."""
        letters = fold(text).replace(" ", "")
        # Words are neighbours written together, but where CARs and CAARs lose their "s": few texts have such letters.
        is_plain = not self.phrase and "car" not in letters and "caar" not in letters
        if is_plain and not any(word in letters for word in self._looked_for):
            return 0
        words = joined_words(text)
        if any(f" {word} " in words for word in self.wholes) or (self.phrase and has_phrase(text, self.phrase)):
            return WHOLE_WORD
        if any(f" {word}" in words for word in self.beginnings):
            return BEGINNING
        return PART_OF_COMPOUND if any(f" {word} " in words for word in self.compounds) else 0


def has_phrase(text: str, phrase: tuple[str, ...]) -> bool:
    """Whether these words stand next to each other in the text, in this order."""
    return f" {' '.join(phrase)} " in f" {' '.join(tokens(text))} "
