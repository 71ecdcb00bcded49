"""Texts of a study that stand on its card: most of what words are found in, without a question to the database."""

from collections.abc import Callable, Iterable, Iterator

from trials.places import city_name, search_names
from trials.query.cards import StudyCard
from trials.query.texts import SearchField
from trials.query.thing_texts import modality_words


def card_texts(study: StudyCard, field: SearchField) -> Iterable[str]:
    """Those texts of a field that stand on the card, as in `texts.texts_of`; without synonyms and wider diseases."""
    return _READERS[field](study)


def _sites(study: StudyCard) -> Iterator[str]:
    for site in study.places.sites:
        if not site.is_undisclosed:
            yield from (site.name_nb, site.name_en)


def _cities(study: StudyCard) -> Iterator[str]:
    for site in study.places.sites:
        yield site.city
        yield from (city_name(site.city, language, site.country) for language in ("nb", "en"))


def _countries(study: StudyCard) -> Iterator[str]:
    return (name for country in study.places.countries for name in search_names(country))


def _modalities(study: StudyCard) -> Iterator[str]:
    stated = (*study.modalities, *(product.modality for product in study.products))
    return (word for modality in stated if modality for word in modality_words(modality))


def _targets(study: StudyCard) -> Iterator[str]:
    every = (*study.targets, *(target for product in study.products for target in product.targets))
    return (text for target in every for text in (target.name, target.slug))


def _diseases(study: StudyCard) -> Iterator[str]:
    return (name for one in study.diseases for name in (one.name_nb, one.name_nn, one.name_en))


_READERS: dict[SearchField, Callable[[StudyCard], Iterable[str]]] = {
    SearchField.IDENTIFIER: lambda study: (value for _scheme, value in study.identifiers),
    SearchField.ACRONYM: lambda study: (study.acronym,),
    SearchField.TITLE: lambda study: (study.public_title,),
    SearchField.PRODUCT: lambda study: (product.name for product in study.products),
    SearchField.INDICATION: _diseases,
    SearchField.TARGET: _targets,
    SearchField.MODALITY: _modalities,
    SearchField.SPONSOR: lambda study: (study.sponsor,),
    SearchField.SITE: _sites,
    SearchField.CITY: _cities,
    SearchField.COUNTRY: _countries,
}
