"""The words of the field, explained in the reader's language."""

from dataclasses import dataclass

from trials.localised import Localised, localised
from trials.models import GlossaryTerm
from trials.text import sort_key


@dataclass(frozen=True)
class Term:
    """A word with its explanation; `other` is what it is called in English, or in bokmål for a reader of English."""

    slug: str
    term: Localised
    other: Localised
    definition: Localised


def terms(language: str) -> list[Term]:
    """All words, in the alphabetical order of the language; one query."""
    found = [_term(one, language) for one in GlossaryTerm.objects.all()]
    return sorted(found, key=lambda one: (sort_key(one.term.text, language), one.slug))


def _term(one: GlossaryTerm, language: str) -> Term:
    other = Localised(one.term_nb, "nb", "nb") if language == "en" else Localised(one.term_en, "en", "en")
    term = localised(one, "term", language)
    is_same = other.text.casefold() == term.text.casefold()
    return Term(one.slug, term, Localised("", language) if is_same else other, localised(one, "definition", language))


def letters(found: list[Term]) -> list[tuple[str, str]]:
    """Each first letter, with the slug of the first word that begins with it."""
    first: dict[str, str] = {}
    for one in found:
        first.setdefault(one.term.text[:1].upper(), one.slug)
    return list(first.items())
