"""What a search in a list of the admin finds: every word, in the record or in what it is linked to.

A word is looked for as a part of the folded text that each record keeps (`trials.models.record`); numbers in any
writing; diseases, types of treatment, cities and countries in Norwegian and English.
"""

import re
from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from trials.choices import Modality
from trials.identifiers import match_key, recognise
from trials.models import (
    Indication,
    Product,
    Publication,
    Site,
    Sponsor,
    Study,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
    Target,
)
from trials.places import cities_named, countries_named
from trials.query.words import MODALITY_WORDS
from trials.text import compact, fold

LONGEST_QUESTION = 200
# A longer question is a title that was copied: it is looked for in the records' own texts alone.
MOST_WORDS = 8
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BETWEEN_LETTERS_AND_DIGITS = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")


class Word:
    """A word of a question, and what it may mean."""

    def __init__(self, typed: str) -> None:
        self.folded, self.compact = fold(typed), compact(typed)
        parts = _BETWEEN_LETTERS_AND_DIGITS.sub(" ", self.folded).split()
        # A single letter is in every text: "k_v101" is not found by its parts.
        self.parts = parts if all(len(part) > 1 for part in parts) else [self.folded]

    @property
    def own(self) -> Q:
        """In the record's own text: kyv101 as "kyv101", or as "kyv" and "101", which keep no order there."""
        joined = Q(folded__contains=self.compact)
        if self.parts == [self.compact]:
            return joined
        return joined | reduce(and_, (Q(folded__contains=part) for part in self.parts))

    def is_in(self, text: str) -> bool:
        """Whether a folded text has the word."""
        return self.compact in text or all(part in text for part in self.parts)

    def of(self, model: type[Model]) -> Any:
        """The primary keys of the records of a model that have the word in their own text."""
        return model._default_manager.filter(self.own).values("pk")

    @property
    def modalities(self) -> list[str]:
        """The types of treatment that clinicians call so."""
        return [code for code, words in MODALITY_WORDS.items() if self._is_called(code, words)]

    def _is_called(self, code: Modality, words: str) -> bool:
        names = [fold(name) for name in (*words.split(","), str(code.label))]
        return self.folded in names or (len(self.folded) > 2 and any(self.folded in name for name in names))

    @property
    def diseases(self) -> list[int]:
        """Primary keys of the diseases called so, and of all narrower ones; one query."""
        rows = [*Indication.objects.order_by("pk").values_list("pk", "parent", "folded")]
        found = {pk for pk, _parent, text in rows if self.is_in(text)}
        size = -1
        while size < len(found):
            size = len(found)
            found |= {pk for pk, parent, _text in rows if parent in found}
        return sorted(found)


def words_of(question: str) -> list[Word]:
    """The words of a question that hold a letter or a digit, each once."""
    return [Word(typed) for typed in dict.fromkeys(question.split()) if fold(typed)]


def found_in(rows: QuerySet[Any], question: str) -> QuerySet[Any]:
    """Those of the rows whose number it is, else those that hold all words; none for a question of signs alone."""
    by_number = _by_number(rows.model, question)
    if by_number is not None:
        return rows.filter(by_number)
    words = words_of(question)
    if not words:
        return rows.none()
    meaning = MEANINGS.get(rows.model, _own) if len(words) <= MOST_WORDS else _own
    condition = Q()
    for word in words:
        condition &= meaning(word)
    return rows.filter(condition)


def _by_number(model: type[Model], question: str) -> Q | None:
    """The condition that the whole question is the number of a study; None where no study has such a number."""
    keys = [match_key(scheme, value) for scheme, value in recognise(question)]
    if not keys or model not in {Study, StudySite, Publication}:
        return None
    studies = [*StudyIdentifier.objects.filter(match_key__in=keys).values_list("study", flat=True)]
    if not studies:
        return None
    if model is Publication:
        linked = Publication.studies.through.objects.filter(study__in=studies)
        return Q(pk__in=linked.values("publication"))
    return Q(pk__in=studies) if model is Study else Q(study__in=studies)


def _own(word: Word) -> Q:
    return word.own


def _study(word: Word) -> Q:
    return _study_itself(word) | Q(pk__in=_of(StudySite, site__in=_sites(word))) | _country(word)


def _country(word: Word) -> Q:
    codes = countries_named(word.folded)
    return Q(pk__in=_of(StudyCountry, country__in=codes)) if codes else Q(pk__in=[])


def _study_itself(word: Word) -> Q:
    """A study by its own words and those of what it is about, wherever it is."""
    condition = word.own | Q(pk__in=_of(StudyIdentifier, match_key__contains=word.compact.upper()))
    condition |= Q(primary_sponsor__in=word.of(Sponsor))
    condition |= Q(pk__in=_of(Study.collaborators.through, sponsor__in=word.of(Sponsor)))
    condition |= Q(pk__in=_of(Study.products.through, product__in=Product.objects.filter(_product(word)).values("pk")))
    condition |= Q(pk__in=_of(Study.own_targets.through, target__in=word.of(Target)))
    if diseases := word.diseases:
        condition |= Q(pk__in=_of(Study.indications.through, indication__in=diseases))
    if modalities := word.modalities:
        condition |= Q(pk__in=_of(StudyModality, modality__in=modalities))
    return condition


def _of(model: type[Model], **condition: Any) -> Any:
    return model._default_manager.filter(**condition).values("study")


def _site(word: Word) -> Q:
    condition = word.own
    if cities := cities_named(word.folded):
        condition |= Q(city__in=cities)
    if codes := countries_named(word.folded):
        condition |= Q(country__in=codes)
    return condition


def _sites(word: Word) -> Any:
    return Site.objects.filter(_site(word)).values("pk")


def _study_site(word: Word) -> Q:
    """A site of a study by the study, the hospital or its investigator.

    Only what the word is found in at all is asked of the rows: of half a million, one condition is looked up in an
    index where "one or another" is not. Few rows have words of their own, so those are found apart.
    """
    places = {
        "study__in": Study.objects.filter(_study_itself(word)).values("pk"),
        "site__in": _sites(word),
        "pk__in": StudySite.objects.filter(~Q(folded=""), word.own).values("pk"),
    }
    found = [Q(**{path: rows}) for path, rows in places.items() if rows.exists()]
    return reduce(or_, found, Q(pk__in=[]))


def _product(word: Word) -> Q:
    condition = word.own | Q(
        pk__in=Product.targets.through.objects.filter(target__in=word.of(Target)).values("product")
    )
    condition |= Q(developer__in=word.of(Sponsor))
    return condition | Q(modality__in=word.modalities)


def _sponsor(word: Word) -> Q:
    return word.own | Q(country__in=countries_named(word.folded))


def _indication(word: Word) -> Q:
    return Q(pk__in=word.diseases)


def _publication(word: Word) -> Q:
    diseases = Publication.indications.through.objects.filter(indication__in=word.diseases).values("publication")
    studies = Study.objects.filter(word.own | Q(pk__in=_of(StudyIdentifier, match_key__contains=word.compact.upper())))
    of_studies = Publication.studies.through.objects.filter(study__in=studies.values("pk")).values("publication")
    return word.own | Q(pk__in=diseases) | Q(pk__in=of_studies)


MEANINGS: dict[Any, Callable[[Word], Q]] = {
    Study: _study,
    StudySite: _study_site,
    Site: _site,
    Product: _product,
    Sponsor: _sponsor,
    Indication: _indication,
    Publication: _publication,
}
