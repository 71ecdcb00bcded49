"""Why a study was found: for each word, the text that fits it best, read for the few studies of a page."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from trials.query.cards import StudyCard
from trials.query.index.card_texts import card_texts
from trials.query.index.word_hits import WordHits
from trials.query.reading import Reading
from trials.query.texts import SearchField, by_study, texts_of


@dataclass(frozen=True)
class Reason:
    """Why a study was found when its title does not say so: the field, and its text as written."""

    field: SearchField
    text: str


class _Sought(NamedTuple):
    """What is to be told of a word and a study: how the word reads, how well it fits at best, and in which fields."""

    reading: Reading
    strength: int
    fields: frozenset[SearchField]


def reasons(words: Collection[WordHits], studies: Collection[StudyCard]) -> dict[int, list[Reason]]:
    """For each study and word, where it fits best; a word of the acronym needs no reason.

    The index knows in which fields that is, and how well it fits there: no other is read. What stands on no card, such
    as a synonym, is asked for; a constant number of queries.
    """
    found: dict[int, list[Reason | _Sought]] = {
        study.pk: [_on_card(sought, study) or sought for hits in words if (sought := _sought(hits, study.pk))]
        for study in studies
    }
    left = {pk: [one for one in told if isinstance(one, _Sought)] for pk, told in found.items()}
    asked = [pk for pk, sought in left.items() if sought]
    fields = {field for sought in left.values() for one in sought for field in one.fields}
    texts = by_study(texts_of(asked, fields)) if asked else {}
    return {pk: list(dict.fromkeys(_told(told, texts.get(pk, ())))) for pk, told in found.items()}


def _sought(hits: WordHits, pk: int) -> _Sought | None:
    strength, fields = hits.best(pk)
    return None if SearchField.ACRONYM in fields or not fields else _Sought(hits.reading, strength, fields)


def _on_card(sought: _Sought, study: StudyCard) -> Reason | None:
    """The reason, where a text of the card fits as well as any.

    A short name tells the reader more than a whole title that weighs the same: a title does where no name can.
    """
    fields = sought.fields - {SearchField.TITLE} or sought.fields
    for field in SearchField:
        for text in card_texts(study, field) if field in fields else ():
            if sought.reading.strength(text) >= sought.strength:
                return Reason(field, text)
    return None


def _told(found: Iterable[Reason | _Sought], texts: Collection[tuple[SearchField, str]]) -> Iterator[Reason]:
    for one in found:
        if isinstance(one, Reason):
            yield one
            continue
        here = [text for text in texts if text[0] in one.fields]
        # Where there is but one, it is what the index found.
        if best := here[0] if len(here) == 1 else max(here, key=lambda text: _fit(one.reading, *text), default=None):
            yield Reason(*best)


def _fit(reading: Reading, field: SearchField, text: str) -> tuple[int, bool]:
    # As on the card; else the first text of a thing.
    return reading.strength(text), field != SearchField.TITLE
