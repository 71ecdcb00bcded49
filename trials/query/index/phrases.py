"""Phrases: the index knows which studies have all words of one in a field; whether they stand together, the texts say.

Every such study is looked at, since every count is exact: some 30 microseconds each. Other words of the question are
asked first and leave fewer to look at.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from pyroaring import BitMap

from trials.query.index.word_hits import Hit, WordHits
from trials.query.reading import WHOLE_WORD, has_phrase
from trials.query.texts import SearchField, texts_of

# Studies whose texts are read at once.
BATCH = 2000


def checked_phrases(words: list[WordHits]) -> list[WordHits]:
    """The words of a question with the phrases among them narrowed to the studies that have them."""
    checked = dict(enumerate(words))
    within: BitMap | None = None
    # Phrases last, and first the one with the fewest studies: each word leaves fewer for the next.
    for at, hits in sorted(checked.items(), key=lambda item: (bool(item[1].reading.phrase), len(item[1].studies))):
        if hits.reading.phrase:
            checked[at] = _checked(hits, hits.studies if within is None else hits.studies & within)
        studies = checked[at].studies
        within = studies if within is None else within & studies
    return [checked[at] for at in range(len(words))]


def _checked(hits: WordHits, within: BitMap) -> WordHits:
    """The phrase in the studies within; where none has it, it is found out whether any other has."""
    having: dict[SearchField, BitMap] = {}
    for field, studies in _having(hits, within):
        having.setdefault(field, BitMap()).update(studies)
    is_elsewhere = not having and any(_having(hits, hits.studies - within))
    found = tuple(Hit(WHOLE_WORD, field, studies) for field, studies in having.items())
    return replace(hits, hits=found, is_elsewhere=is_elsewhere)


def _having(hits: WordHits, within: BitMap) -> Iterator[tuple[SearchField, Collection[int]]]:
    """The studies within that have the phrase, with the field it stands in, as they are found."""
    studies = list(within)
    for start in range(0, len(studies), BATCH):
        batch = studies[start : start + BATCH]
        for field, texts, having in texts_of(batch, hits.fields(BitMap(batch))):
            if any(has_phrase(text, hits.reading.phrase) for text in texts):
                yield field, having
