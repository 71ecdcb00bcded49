"""What of a study can be searched: its own texts, and those of all that it is linked to."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from trials.choices import IdentifierScheme
from trials.identifiers import match_key
from trials.models import Study, StudyCountry, StudyIdentifier, StudyModality, StudySite
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
# The same, of the study with this primary key.
StudyTexts = Iterator[tuple[int, SearchField, Texts]]
Key = TypeVar("Key", int, str)


def texts_of(pks: Collection[int], fields: Collection[SearchField] = tuple(SearchField)) -> StudyTexts:
    """The texts of these studies in these fields; a constant number of queries for any number of studies.

    A study's own texts come first, then those of its places, and then those of what it is about.
    """
    readers = dict.fromkeys(reader for field, reader in _READERS.items() if field in fields)
    for reader in readers:
        yield from (found for found in reader(pks) if found[1] in fields)


def _own(pks: Collection[int]) -> StudyTexts:
    rows = Study.objects.filter(pk__in=pks).values_list("pk", "acronym", "public_title", "scientific_title")
    for pk, acronym, *titles in rows:
        yield pk, SearchField.ACRONYM, (acronym,) if acronym else ()
        yield pk, SearchField.TITLE, tuple(filter(None, titles))


def _numbers(pks: Collection[int]) -> StudyTexts:
    rows = StudyIdentifier.objects.filter(study__in=pks).order_by("pk").values_list("study_id", "scheme", "value")
    for pk, scheme, value in rows:
        # The EU number is as often written without its suffix.
        short = (match_key(scheme, value),) if scheme == IdentifierScheme.CTIS else ()
        yield pk, SearchField.IDENTIFIER, (value, *short)


def _places(pks: Collection[int]) -> StudyTexts:
    pairs = list(StudySite.objects.filter(study__in=pks).order_by("site_id").values_list("study_id", "site_id"))
    texts = site_texts({site for _study, site in pairs})
    for study, site in pairs:
        names, cities = texts[site]
        yield study, SearchField.SITE, names
        yield study, SearchField.CITY, cities


def _countries(pks: Collection[int]) -> StudyTexts:
    pairs = StudyCountry.objects.filter(study__in=pks).values_list("study_id", "country")
    return _linked(SearchField.COUNTRY, pairs, country_texts())


def _modalities(pks: Collection[int]) -> StudyTexts:
    own = StudyModality.objects.filter(study__in=pks).values_list("study_id", "modality")
    by_product = Study.objects.filter(pk__in=pks).values_list("pk", "products__modality")
    return _linked(SearchField.MODALITY, chain(own, by_product), modality_texts())


def _diseases(pks: Collection[int]) -> StudyTexts:
    texts = indication_texts()
    wider = {pk: parent for pk, (parent, _names) in texts.items()}
    pairs = Study.indications.through.objects.filter(study__in=pks).values_list("study_id", "indication_id")
    with_wider = ((study, one) for study, disease in pairs for one in _upwards(disease, wider))
    return _linked(SearchField.INDICATION, with_wider, {pk: names for pk, (_parent, names) in texts.items()})


def _upwards(disease: int | None, wider: Mapping[int, int | None]) -> Iterator[int]:
    seen: set[int] = set()
    while disease is not None and disease not in seen:
        seen.add(disease)
        yield disease
        disease = wider[disease]


def _products(pks: Collection[int]) -> StudyTexts:
    pairs = set(Study.products.through.objects.filter(study__in=pks).values_list("study_id", "product_id"))
    return _linked(SearchField.PRODUCT, pairs, product_texts({product for _study, product in pairs}))


def _targets(pks: Collection[int]) -> StudyTexts:
    own = Study.own_targets.through.objects.filter(study__in=pks).values_list("study_id", "target_id")
    by_product = Study.objects.filter(pk__in=pks).values_list("pk", "products__targets")
    return _linked(SearchField.TARGET, chain(own, by_product), target_texts())


def _sponsors(pks: Collection[int]) -> StudyTexts:
    pairs = set(Study.objects.filter(pk__in=pks).values_list("pk", "primary_sponsor_id"))
    return _linked(SearchField.SPONSOR, pairs, sponsor_texts({sponsor for _study, sponsor in pairs if sponsor}))


def _linked(field: SearchField, pairs: Iterable[tuple[int, Key | None]], texts: Mapping[Key, Texts]) -> StudyTexts:
    """The texts of what each study is linked to, if anything, in the order of `texts`."""
    places = {key: place for place, key in enumerate(texts)}
    links = {(places[key], study, key) for study, key in pairs if key}
    for _place, study, key in sorted(links):
        yield study, field, texts[key]


_READERS: dict[SearchField, Callable[[Collection[int]], StudyTexts]] = {
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
