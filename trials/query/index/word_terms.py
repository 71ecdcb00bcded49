"""The words that a study is filed under, and those that are known without one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from trials.models import Indication, Product, Site, Sponsor, Target
from trials.query.index.keys import Filed, Term, words
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

# What no two studies have in common.
OWN_FIELDS = (SearchField.ACRONYM, SearchField.TITLE, SearchField.IDENTIFIER)


# The words of texts that come again and again: those of sites, sponsors, countries and diseases.
Memo = dict[tuple[SearchField, Texts], list[Term]]


def word_terms(pks: Collection[int], memo: Memo) -> Filed:
    """The words of these studies (primary keys); a constant number of queries.

    What is met again in `memo` is not read again.
    """
    own: dict[SearchField, dict[str, list[int]]] = {field: defaultdict(list) for field in OWN_FIELDS}
    for field, texts, studies in texts_of(pks):
        if field in OWN_FIELDS:
            filed = own[field]
            for one in _words(texts):
                filed[one] += studies
        else:
            yield from ((term, studies) for term in _remembered(field, texts, memo))
    for field, filed in own.items():
        yield from zip(words(filed, field), filed.values(), strict=True)


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


def _remembered(field: SearchField, texts: Texts, memo: Memo) -> list[Term]:
    if (found := memo.get((field, texts))) is None:
        found = memo[field, texts] = _terms(field, texts)
    return found


def _terms(field: SearchField, texts: Texts) -> list[Term]:
    return words(_words(texts), field)


def _words(texts: Texts) -> set[str]:
    return words_of(texts[0]) if len(texts) == 1 else {one for text in texts for one in words_of(text)}
