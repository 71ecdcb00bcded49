"""The words that a study is filed under, and those that are known without one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from trials.models import Indication, Product, Site, Sponsor, Study, Target
from trials.query.index.keys import Term, words
from trials.query.joining import words_of
from trials.query.texts import FieldTexts, SearchField, texts_of
from trials.query.thing_texts import (
    Texts,
    country_texts,
    indication_texts,
    modality_texts,
    product_texts,
    site_texts,
    sponsor_texts,
    target_texts,
)

# Seen once; the texts of sites, sponsors, countries and diseases are seen again and again.
OWN_FIELDS = (SearchField.ACRONYM, SearchField.TITLE, SearchField.IDENTIFIER)


def word_terms(pks: Collection[int]) -> dict[int, set[Term]]:
    """The words of those of the studies (primary keys) that are published; a constant number of queries.

    Meant for some hundred to two thousand studies at once.
    """
    published = list(Study.objects.published().filter(pk__in=pks).values_list("pk", flat=True))
    found: dict[int, set[Term]] = {pk: set() for pk in published}
    for pk, field, texts in texts_of(published):
        found[pk].update(_terms(field, texts) if field in OWN_FIELDS else _known_terms(field, texts))
    return found


def known_words() -> set[Term]:
    """The words of all things that a study can be linked to, whether one is or not: "Bergen" is no typing error."""
    return {term for texts_of_kind in _OF_THINGS.values() for term in _of_texts(texts_of_kind(None))}


def words_of_things(things: Iterable[Any]) -> set[Term]:
    """The words of some sites, sponsors, products, targets and diseases; a query for each kind of them."""
    pks: dict[type[Any], set[int]] = defaultdict(set)
    for thing in things:
        pks[type(thing)].add(thing.pk)
    return {term for kind, wanted in pks.items() for term in _of_texts(_OF_THINGS[kind](wanted))}


@lru_cache(maxsize=1)
def words_of_vocabularies() -> frozenset[str]:
    """The folded words of all countries and types of treatment, known whether a study has them or not."""
    texts = chain(country_texts().values(), modality_texts().values())
    return frozenset(one for names in texts for text in names for one in words_of(text))


def _of_texts(found: Iterable[FieldTexts]) -> Iterator[Term]:
    return (term for field, texts in found for term in _terms(field, texts))


def _of_sites(pks: set[int] | None) -> Iterator[FieldTexts]:
    for names, cities in site_texts(pks).values():
        yield from ((SearchField.SITE, names), (SearchField.CITY, cities))


def _those(texts: Mapping[int, Texts], pks: set[int] | None) -> list[Texts]:
    return [names for pk, names in texts.items() if pks is None or pk in pks]


# What has words that are known, and its texts: of those asked for, or of all.
_OF_THINGS: dict[type[Any], Callable[[set[int] | None], Iterable[FieldTexts]]] = {
    Site: _of_sites,
    Sponsor: lambda pks: [(SearchField.SPONSOR, names) for names in sponsor_texts(pks).values()],
    Product: lambda pks: [(SearchField.PRODUCT, names) for names in product_texts(pks).values()],
    Target: lambda pks: [(SearchField.TARGET, names) for names in _those(target_texts(), pks)],
    Indication: lambda pks: [
        (SearchField.INDICATION, names)
        for names in _those({pk: names for pk, (_wider, names) in indication_texts().items()}, pks)
    ],
}


@lru_cache(maxsize=8192)
def _known_terms(field: SearchField, texts: Texts) -> frozenset[Term]:
    return frozenset(_terms(field, texts))


def _terms(field: SearchField, texts: Texts) -> Iterable[Term]:
    return words(words_of(texts[0]) if len(texts) == 1 else {one for text in texts for one in words_of(text)}, field)
