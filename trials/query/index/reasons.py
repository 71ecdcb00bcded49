"""Why a study was found: for each word, the text that fits it best, read for the few studies of a page."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from trials.query.index.word_hits import WordHits
from trials.query.reading import Reading
from trials.query.texts import SearchField, by_study, texts_of


@dataclass(frozen=True)
class Reason:
    """Why a study was found when its title does not say so: the field, and its text as written."""

    field: SearchField
    text: str


def reasons(words: Collection[WordHits], pks: Collection[int]) -> dict[int, list[Reason]]:
    """For each study and word, where it fits best; a word of the acronym needs no reason.

    The index knows in which fields that is: no other is read.
    """
    wanted = {pk: [(hits.reading, fields) for hits in words if (fields := _to_tell(hits, pk))] for pk in pks}
    asked = [pk for pk in pks if wanted[pk]]
    fields = {field for of_study in wanted.values() for _reading, best in of_study for field in best}
    texts = by_study(texts_of(asked, fields)) if asked else {}
    return {pk: list(dict.fromkeys(_reasons(wanted[pk], texts.get(pk, ())))) for pk in pks}


def _to_tell(hits: WordHits, pk: int) -> set[SearchField]:
    fields = hits.best_fields(pk)
    return set() if SearchField.ACRONYM in fields else fields


def _reasons(
    words: Iterable[tuple[Reading, set[SearchField]]], texts: Collection[tuple[SearchField, str]]
) -> Iterator[Reason]:
    for reading, fields in words:
        here = [text for text in texts if text[0] in fields]
        # Where there is but one, it is what the index found.
        if best := here[0] if len(here) == 1 else max(here, key=lambda text: _fit(reading, *text), default=None):
            yield Reason(*best)


def _fit(reading: Reading, field: SearchField, text: str) -> tuple[int, bool]:
    # A short name tells the reader more than a whole title that weighs the same; else the first text of a thing.
    return reading.strength(text), field != SearchField.TITLE
