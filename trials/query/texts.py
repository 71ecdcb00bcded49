"""What of a study can be searched: its own texts, and those of all that it is linked to."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from trials.choices import IdentifierScheme
from trials.identifiers import match_key
from trials.models import Study, StudyCountry, StudyIdentifier, StudyModality, StudySite
from trials.query.links import grouped
from trials.query.prepared import Prepared
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


class SearchField(TextChoices):
    """Where in a study a word was found."""

    IDENTIFIER = "IDENTIFIER", _("Study number")
    ACRONYM = "ACRONYM", _("Acronym")
    TITLE = "TITLE", _("Title")
    PRODUCT = "PRODUCT", _("Product")
    INDICATION = "INDICATION", _("Disease")
    TARGET = "TARGET", _("Target")
    MODALITY = "MODALITY", _("Type of treatment")
    SPONSOR = "SPONSOR", _("Sponsor")
    SITE = "SITE", _("Study site")
    CITY = "CITY", _("City")
    COUNTRY = "COUNTRY", _("Country")


WEIGHTS = {
    SearchField.IDENTIFIER: 10,
    SearchField.ACRONYM: 9,
    SearchField.TITLE: 6,
    SearchField.PRODUCT: 6,
    SearchField.INDICATION: 5,
    SearchField.TARGET: 4,
    SearchField.MODALITY: 3,
    SearchField.SPONSOR: 3,
    SearchField.SITE: 2,
    SearchField.CITY: 2,
    SearchField.COUNTRY: 2,
}

# The field and its texts, of one study or one thing.
FieldTexts = tuple[SearchField, Texts]
# The same, and the studies (primary keys) that have them.
SharedTexts = Iterator[tuple[SearchField, Texts, Collection[int]]]
Key = TypeVar("Key", int, str)


def texts_of(pks: Collection[int], fields: Collection[SearchField] = tuple(SearchField)) -> SharedTexts:
    """The texts of these studies in these fields, each of a thing once, with all the studies that are linked to it.

    A constant number of queries for any number of studies. A study's own texts come first, then those of its places,
    and then those of what it is about.
    """
    readers = dict.fromkeys(reader for field, reader in _READERS.items() if field in fields)
    for reader in readers:
        yield from (found for found in reader(pks) if found[0] in fields)


def by_study(shared: SharedTexts) -> dict[int, list[tuple[SearchField, str]]]:
    """The same for each study: every text with its field, in their order."""
    found: dict[int, list[tuple[SearchField, str]]] = defaultdict(list)
    for field, texts, studies in shared:
        for pk in studies:
            found[pk] += [(field, text) for text in texts]
    return found


_OWN = Prepared(Study.objects.all, "pk", "pk", "acronym", "public_title", "scientific_title")
_NUMBERS = Prepared(lambda: StudyIdentifier.objects.order_by("pk"), "study__pk", "study_id", "scheme", "value")
_SITES = Prepared(StudySite.objects.all, "study__pk", "study_id", "site_id")
_COUNTRIES = Prepared(StudyCountry.objects.all, "study__pk", "study_id", "country")
_OWN_MODALITIES = Prepared(StudyModality.objects.all, "study__pk", "study_id", "modality")
_OF_PRODUCTS = Study.products.through.objects.all
_PRODUCTS = Prepared(_OF_PRODUCTS, "study__pk", "study_id", "product_id")
_MODALITIES_OF_PRODUCTS = Prepared(_OF_PRODUCTS, "study__pk", "study_id", "product__modality")
_TARGETS_OF_PRODUCTS = Prepared(_OF_PRODUCTS, "study__pk", "study_id", "product__targets")
_OWN_TARGETS = Prepared(Study.own_targets.through.objects.all, "study__pk", "study_id", "target_id")
_DISEASES = Prepared(Study.indications.through.objects.all, "study__pk", "study_id", "indication_id")
_SPONSORS = Prepared(Study.objects.all, "pk", "pk", "primary_sponsor_id")


def _own(pks: Collection[int]) -> SharedTexts:
    for pk, acronym, *titles in _OWN(pks):
        yield SearchField.ACRONYM, (acronym,) if acronym else (), (pk,)
        yield SearchField.TITLE, tuple(filter(None, titles)), (pk,)


def _numbers(pks: Collection[int]) -> SharedTexts:
    for pk, scheme, value in _NUMBERS(pks):
        # The EU number is as often written without its suffix.
        short = (match_key(scheme, value),) if scheme == IdentifierScheme.CTIS else ()
        yield SearchField.IDENTIFIER, (value, *short), (pk,)


def _places(pks: Collection[int]) -> SharedTexts:
    studies = grouped(_SITES(pks))
    texts = site_texts(studies.keys())
    for site in sorted(studies):
        names, cities = texts[site]
        yield SearchField.SITE, names, studies[site]
        yield SearchField.CITY, cities, studies[site]


def _countries(pks: Collection[int]) -> SharedTexts:
    return _linked(SearchField.COUNTRY, _COUNTRIES(pks), country_texts())


def _modalities(pks: Collection[int]) -> SharedTexts:
    pairs = chain(_OWN_MODALITIES(pks), _MODALITIES_OF_PRODUCTS(pks))
    return _linked(SearchField.MODALITY, pairs, modality_texts())


def _diseases(pks: Collection[int]) -> SharedTexts:
    texts = indication_texts()
    wider = {pk: parent for pk, (parent, _names) in texts.items()}
    with_wider = ((study, one) for study, disease in _DISEASES(pks) for one in _upwards(disease, wider))
    return _linked(SearchField.INDICATION, with_wider, {pk: names for pk, (_parent, names) in texts.items()})


def _upwards(disease: int | None, wider: Mapping[int, int | None]) -> Iterator[int]:
    seen: set[int] = set()
    while disease is not None and disease not in seen:
        seen.add(disease)
        yield disease
        disease = wider[disease]


def _products(pks: Collection[int]) -> SharedTexts:
    pairs = _PRODUCTS(pks)
    return _linked(SearchField.PRODUCT, pairs, product_texts({product for _study, product in pairs}))


def _targets(pks: Collection[int]) -> SharedTexts:
    return _linked(SearchField.TARGET, chain(_OWN_TARGETS(pks), _TARGETS_OF_PRODUCTS(pks)), target_texts())


def _sponsors(pks: Collection[int]) -> SharedTexts:
    pairs = _SPONSORS(pks)
    return _linked(SearchField.SPONSOR, pairs, sponsor_texts({sponsor for _study, sponsor in pairs if sponsor}))


def _linked(field: SearchField, pairs: Iterable[Sequence[Any]], texts: Mapping[Key, Texts]) -> SharedTexts:
    """The texts of what the studies are linked to, if anything, in the order of `texts`."""
    studies = grouped(pairs)
    return ((field, named, studies[key]) for key, named in texts.items() if key in studies)


_READERS: dict[SearchField, Callable[[Collection[int]], SharedTexts]] = {
    SearchField.ACRONYM: _own,
    SearchField.TITLE: _own,
    SearchField.IDENTIFIER: _numbers,
    SearchField.SITE: _places,
    SearchField.CITY: _places,
    SearchField.COUNTRY: _countries,
    SearchField.MODALITY: _modalities,
    SearchField.INDICATION: _diseases,
    SearchField.PRODUCT: _products,
    SearchField.TARGET: _targets,
    SearchField.SPONSOR: _sponsors,
}
