"""The words of a question looked up in the index, each in the first way that finds a study.

A word stands as it is, or as a part of a number; else its parts stand in one study; else it is a part of a compound;
else it is a typing error.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from pyroaring import BitMap

from trials.query.asked_words import Word, codes
from trials.query.index.compounds import SHORTEST, compounds_of
from trials.query.index.near_words import one_error_away
from trials.query.index.phrases import checked_phrases
from trials.query.index.word_hits import WordHits, hits_of
from trials.query.index.word_postings import WordPostings
from trials.query.reading import BEGINNING, PART_OF_COMPOUND, WHOLE_WORD, Reading

_Read = dict[int, WordHits]


def read_words(words: list[Word]) -> list[WordHits]:
    """What each word and phrase finds; a constant number of queries, and some for each 2,000 studies of a phrase."""
    postings = WordPostings()
    found = _as_they_are(words, postings)
    for further in (_in_parts, _in_compounds, _corrected):
        left = {at: hits for at, hits in found.items() if not hits.studies and not hits.word.is_phrase}
        if left:
            found |= further(left, postings)
    return checked_phrases([found[at] for at in range(len(words))])


def _as_they_are(words: list[Word], postings: WordPostings) -> _Read:
    plain = {word.joined for word in words if not word.is_phrase}
    ways = codes(words)
    parts = {part for word in words if word.is_phrase for part in word.parts}
    postings.read(plain, chain(parts, *ways))
    found = {}
    for at, (word, numbers) in enumerate(zip(words, ways, strict=True)):
        if word.is_phrase:
            found[at] = _phrase(word, postings)
        else:
            hits = _plain(word, {word.joined}, postings)
            more = (hit for number in numbers for hit in hits_of(postings.whole(number), WHOLE_WORD))
            wholes = hits.reading.wholes | numbers
            found[at] = replace(hits, reading=replace(hits.reading, wholes=wholes), hits=(*hits.hits, *more))
    return found


def _phrase(word: Word, postings: WordPostings) -> WordHits:
    """The studies that have all words of the phrase in one field: of a single word, no more is to be known."""
    if len(word.parts) == 1:
        hits = hits_of(postings.whole(word.joined), WHOLE_WORD)
        return WordHits(word, Reading(wholes=frozenset(word.parts)), tuple(hits))
    by_part = [postings.whole(part) for part in word.parts]
    fields = set.intersection(*(set(fields) for fields in by_part))
    common = {field: BitMap.intersection(*(fields[field] for fields in by_part)) for field in fields}
    return WordHits(word, Reading(phrase=word.parts), tuple(hits_of(common, WHOLE_WORD)))


def _plain(word: Word, looked_for: Iterable[str], postings: WordPostings) -> WordHits:
    """Hits of what is looked for as words and as beginnings, which were read."""
    wholes = frozenset(looked_for)
    hits = [
        hit
        for one in wholes
        for fields, strength in ((postings.whole(one), WHOLE_WORD), (postings.begun(one), BEGINNING))
        for hit in hits_of(fields, strength)
    ]
    begun = frozenset(one for one in wholes if postings.begun(one))
    return WordHits(word, Reading(wholes, begun), tuple(hits))


def _in_parts(left: _Read, postings: WordPostings) -> _Read:
    """Words of several parts, all of which some study has."""
    several = {at: hits.word for at, hits in left.items() if len(hits.word.parts) > 1}
    postings.read({part for word in several.values() for part in word.parts})
    found = {}
    for at, word in several.items():
        by_part = [_plain(word, {part}, postings).studies for part in word.parts]
        found[at] = _plain(word, word.parts, postings).among(BitMap.intersection(*by_part))
    return found


def _in_compounds(left: _Read, postings: WordPostings) -> _Read:
    """Words that are a part of words for diseases and treatments."""
    words = {hits.word.joined for hits in left.values() if len(hits.word.joined) >= SHORTEST and not hits.word.is_code}
    compounds = compounds_of(words)
    postings.read(exact=chain(*compounds.values()))
    found = {}
    for at, hits in left.items():
        inside = compounds.get(hits.word.joined, frozenset())
        fitting = (hit for one in inside for hit in hits_of(postings.whole(one), PART_OF_COMPOUND))
        found[at] = WordHits(hits.word, Reading(compounds=inside), tuple(fitting))
    return found


def _corrected(left: _Read, postings: WordPostings) -> _Read:
    """Words that nothing has, read as the known word one typing error away that most studies have."""
    unknown = {hits.word.joined for hits in left.values() if not hits.word.is_code}
    near = one_error_away({one for one in unknown if not postings.is_known(one)})
    postings.read(exact=chain(*near.values()))

    def studies(known: str) -> int:
        return len(BitMap.union(BitMap(), *postings.whole(known).values()))

    meant = {one: min(known, key=lambda word: (-studies(word), word)) for one, known in near.items() if known}
    postings.read(set(meant.values()))
    found = {}
    for at, hits in left.items():
        if known := meant.get(hits.word.joined, ""):
            found[at] = replace(_plain(hits.word, {known}, postings), meant=known)
    return found
