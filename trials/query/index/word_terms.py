"""The words that a study is filed under, and those that are known without one."""

from collections.abc import Collection, Iterable
from functools import lru_cache

from trials.models import Study
from trials.query.index.keys import Term, word
from trials.query.joining import words_of
from trials.query.texts import SearchField, texts_of, texts_of_things
from trials.query.thing_texts import Texts

# Seen once; the texts of sites, sponsors, countries and diseases are seen again and again.
_OWN = (SearchField.ACRONYM, SearchField.TITLE, SearchField.IDENTIFIER)


def word_terms(pks: Collection[int]) -> dict[int, set[Term]]:
    """The words of those of the studies (primary keys) that are published; a constant number of queries.

    Meant for some hundred to two thousand studies at once.
    """
    published = list(Study.objects.published().filter(pk__in=pks).values_list("pk", flat=True))
    found: dict[int, set[Term]] = {pk: set() for pk in published}
    for pk, field, texts in texts_of(published):
        found[pk].update(_terms(field, texts) if field in _OWN else _known_terms(field, texts))
    return found


def known_words() -> set[Term]:
    """The words of everything that a study can be linked to, whether one is or not: "Bergen" is no typing error."""
    return {term for field, texts in texts_of_things() for term in _terms(field, texts)}


@lru_cache(maxsize=8192)
def _known_terms(field: SearchField, texts: Texts) -> frozenset[Term]:
    return frozenset(_terms(field, texts))


def _terms(field: SearchField, texts: Texts) -> Iterable[Term]:
    found = words_of(texts[0]) if len(texts) == 1 else {one for text in texts for one in words_of(text)}
    return [word(one, field) for one in found]
