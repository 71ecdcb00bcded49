"""Words with a long tail: a head of medical words of the catalogue, a tail of words that no language has."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from math import prod
from random import Random

_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
_WORD = re.compile(r"[a-z]{5,}")
# Coprime to the number of invented words, so that neighbours in rank do not look alike.
_STRIDE = 100_003
LENGTH = 3


def invented(number: int) -> str:
    """One of the words by rule: syllables, always as many, so that none of them begins another."""
    left = number * _STRIDE % len(_SYLLABLES) ** LENGTH
    word = ""
    for _syllable in range(LENGTH):
        left, place = divmod(left, len(_SYLLABLES))
        word += _SYLLABLES[place]
    return word


class Vocabulary:
    """The words of a register of so many studies, the frequent ones first."""

    def __init__(self, texts: Iterable[str], studies: int) -> None:
        seen = Counter(word for text in texts for word in _WORD.findall(text.lower()))
        self.medical = [word for word, _times in sorted(seen.items(), key=lambda one: (-one[1], one[0]))]
        self.size = min(200_000, 2_000 + studies // 4)

    @cached_property
    def tail(self) -> list[str]:
        """Invented words that begin with no medical one."""
        known = tuple(self.medical)
        most = prod([len(_SYLLABLES)] * LENGTH)
        made = (invented(number) for number in range(most))
        found = []
        for word in made:
            if not word.startswith(known):
                found.append(word)
            if len(found) == self.size:
                break
        return found

    @cached_property
    def words(self) -> list[str]:
        """All of them: after each medical word one that is invented, then the rest of the tail."""
        head = [word for pair in zip(self.medical, self.tail, strict=False) for word in pair]
        return head + self.tail[len(self.medical) :]

    def draw(self, random: Random, count: int) -> list[str]:
        """So many words, each as often as its rank allows (Zipf's law)."""
        return [self.words[ranked(random, len(self.words))] for _word in range(count)]


def ranked(random: Random, count: int) -> int:
    """A place from 0, the first ones far more often: a place's chance falls with its rank."""
    return min(count - 1, int((count + 1) ** random.random()) - 1)
