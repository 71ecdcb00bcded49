"""Words to studies: a registry number in any writing, or words that all must hit."""

from dataclasses import dataclass, field

from pyroaring import BitMap

from trials.identifiers import match_key, recognise
from trials.models import Study, StudyIdentifier
from trials.query.index.held import Index
from trials.query.matching import Found, Hit, find
from trials.query.texts import SearchField, study_texts


@dataclass(frozen=True)
class Reason:
    """Why a study was found when its title does not say so: the field, and its text as written."""

    field: SearchField
    text: str


@dataclass(frozen=True)
class StudySearch:
    """The studies a question finds; `number` is set when the question is a registry number."""

    found: Found
    number: str = ""
    by_number: frozenset[int] = field(default_factory=frozenset)

    @property
    def studies(self):
        return BitMap(self.found.scores)

    def ranked(self, within):
        by = {}
        for pk in within:
            by.setdefault(self.found.scores.get(pk, 0.0), BitMap()).add(pk)
        return (by[score] for score in sorted(by, reverse=True))

    def reasons(self, pk: int) -> list[Reason]:
        """For each word, where it hits the study best; a word of the acronym needs no reason."""
        reasons = []
        for word in self.found.hits:
            best = max((hit for hit in word if pk in hit.text.things), key=_strength, default=None)
            if best and best.text.field != SearchField.ACRONYM:
                reasons.append(Reason(SearchField(best.text.field), best.text.text))
        return list(dict.fromkeys(reasons))


def search_studies(question: str, members: Index) -> StudySearch:
    """The published studies that the question finds, with scores."""
    if numbers := recognise(question):
        keys = [match_key(scheme, value) for scheme, value in numbers]
        known = StudyIdentifier.objects.filter(match_key__in=keys, study__in=Study.objects.published())
        studies = frozenset(known.values_list("study_id", flat=True))
        return StudySearch(Found(dict.fromkeys(studies, 1.0)), numbers[0][1], studies)
    return StudySearch(find(question, study_texts(members)))


def _strength(hit: Hit) -> tuple[float, bool]:
    # A short name tells the reader more than a whole title that weighs the same; else the first text of a thing.
    return hit.text.weight * hit.score, hit.text.field != SearchField.TITLE
