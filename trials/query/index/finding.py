"""Words to studies: a registry number in any writing, or words that all must hit."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyroaring import BitMap

from trials.identifiers import match_key, recognise
from trials.models import Study, StudyIdentifier
from trials.query.asked_words import asked_words
from trials.query.cards import StudyCard
from trials.query.index.best_first import best_first
from trials.query.index.reasons import Reason, reasons
from trials.query.index.word_hits import WordHits
from trials.query.index.word_reading import read_words
from trials.query.texts import WEIGHTS, texts_of
from trials.query.typing_errors import as_written


class Missing(NamedTuple):
    """A word as typed that no study has, and the known word, without a study too, that may have been meant."""

    typed: str
    meant: str


@dataclass(frozen=True)
class StudySearch:
    """The studies (primary keys) that a question finds; `number` is set when the question is a registry number.

    `corrections` are words as typed that nothing has, with the word whose hits stand for theirs.
    """

    studies: BitMap
    words: tuple[WordHits, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    missing: tuple[Missing, ...] = ()
    number: str = ""

    @property
    def by_number(self) -> bool:
        """Whether a study has the number."""
        return bool(self.number and self.studies)

    def ranked(self, within: BitMap) -> Iterator[BitMap]:
        """Those within, the best first: sets of studies that fit equally well, made as they are asked for."""
        here = self.studies & within
        if self.words:
            return (level.studies for level in best_first([hits.levels(here) for hits in self.words]))
        return iter([here] if here else [])

    def reasons(self, studies: Collection[StudyCard]) -> dict[int, list[Reason]]:
        """Why each of these studies, few that the question finds, was found; a constant number of queries."""
        return reasons(self.words, studies)


def search_studies(question: str, everything: BitMap) -> StudySearch:
    """What the question finds among all published studies; nothing, when it has no letter or digit."""
    if numbers := recognise(question):
        keys = [match_key(scheme, value) for scheme, value in numbers]
        known = StudyIdentifier.objects.filter(match_key__in=keys, study__in=Study.objects.published())
        return StudySearch(everything & BitMap(known.values_list("study_id", flat=True)), number=numbers[0][1])
    words = read_words(asked_words(question))
    studies = BitMap.intersection(everything, *(hits.studies for hits in words)) if words else BitMap()
    return StudySearch(studies, tuple(words), tuple(_corrections(words)), tuple(_missing(words)))


def _corrections(words: list[WordHits]) -> Iterator[tuple[str, str]]:
    """The words taken for another, with that one as a study that has it writes it."""
    corrected = [hits for hits in words if hits.meant and hits.studies]
    best = [max(hits.hits, key=lambda hit: hit.strength * WEIGHTS[hit.field]) for hits in corrected]
    read = texts_of({hit.studies.min() for hit in best}, {hit.field for hit in best}) if best else ()
    written = as_written(
        [hits.meant for hits in corrected], [text for _field, texts, _studies in read for text in texts]
    )
    return ((hits.word.typed, written[hits.meant]) for hits in corrected)


def _missing(words: list[WordHits]) -> Iterator[Missing]:
    return (Missing(hits.word.typed, hits.meant) for hits in words if not hits.studies and not hits.is_elsewhere)
