"""Why a study was found: for each word, the text that fits it best, read for the few studies of a page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from trials.query.index.word_hits import WordHits
from trials.query.reading import Reading
from trials.query.texts import WEIGHTS, SearchField, by_study, texts_of


@dataclass(frozen=True)
class Reason:
    """Why a study was found when its title does not say so: the field, and its text as written."""

    field: SearchField
    text: str


def reasons(words: Collection[WordHits], pks: Collection[int]) -> dict[int, list[Reason]]:
    """For each study and word, where it fits best; a word of the acronym needs no reason."""
    studies = BitMap(pks)
    fields = {field for hits in words for field in hits.fields(studies)}
    texts = by_study(texts_of(pks, fields)) if fields else {}
    return {pk: list(dict.fromkeys(_reasons(words, texts.get(pk, ())))) for pk in pks}


def _reasons(words: Iterable[WordHits], texts: Collection[tuple[SearchField, str]]) -> Iterable[Reason]:
    best = (max(texts, key=lambda text: _fit(hits.reading, *text), default=None) for hits in words)
    return (
        Reason(*text)
        for text, hits in zip(best, words, strict=True)
        if text and text[0] != SearchField.ACRONYM and hits.reading.strength(text[1])
    )


def _fit(reading: Reading, field: SearchField, text: str) -> tuple[int, bool]:
    # A short name tells the reader more than a whole title that weighs the same; else the first text of a thing.
    return WEIGHTS[field] * reading.strength(text), field != SearchField.TITLE
