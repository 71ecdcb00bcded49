"""What a thing is called where one is chosen among many: enough to tell it from every other."""

from functools import singledispatch
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.utils.text import Truncator
from django.utils.translation import get_language

from trials.choices import IdentifierScheme
from trials.models import Indication, Product, Publication, Site, Source, Sponsor, Study
from trials.names import site_name
from trials.places import city_name, country_name

LONGEST_TITLE = 100
_PLACE_OF_SCHEME = {scheme: place for place, scheme in enumerate(IdentifierScheme.values)}


def language() -> str:
    """The language of the page that is being made."""
    return get_language() or "nb"


def choosable(model: type[Model]) -> QuerySet[Any]:
    """The rows of a model that may be chosen, with what `label` needs of each."""
    rows: QuerySet[Any] = model._default_manager.order_by("pk")
    if model is Study:
        return rows.prefetch_related("identifiers")
    if model is Product:
        return rows.select_related("developer")
    return rows.filter(is_staff=True, is_active=True) if model is User else rows


@singledispatch
def label(thing: object) -> str:
    """The thing's name with what tells it apart, in the language of the page; no query if `choosable` fetched it."""
    return str(thing)


@label.register
def _study(study: Study) -> str:
    return " · ".join([*numbers_of(study)[:1], Truncator(str(study)).chars(LONGEST_TITLE)])


@label.register
def _site(site: Site) -> str:
    place = [city_name(site.city, language(), site.country), country_name(site.country, language())]
    name = site_name(site, language()).text
    return ", ".join([name, *(place[1:] if site.is_undisclosed else place)])


@label.register
def _sponsor(sponsor: Sponsor) -> str:
    return f"{sponsor.name}, {country_name(sponsor.country, language())}" if sponsor.country else sponsor.name


@label.register
def _product(product: Product) -> str:
    return f"{product.name} ({product.developer.name})" if product.developer else product.name


@label.register
def _indication(indication: Indication) -> str:
    own, other = indication.name_nb, indication.name_en
    return own if own.casefold() == other.casefold() else f"{own} ({other})"


@label.register
def _publication(publication: Publication) -> str:
    title = Truncator(publication.title).chars(LONGEST_TITLE)
    return f"{title} ({publication.year})" if publication.year else title


@label.register
def _source(source: Source) -> str:
    return f"{source.label} ({source.as_of})" if source.as_of else source.label


@label.register
def _user(user: User) -> str:
    name = user.get_full_name()
    return f"{name} ({user.username})" if name else user.username


def numbers_of(study: Study) -> list[str]:
    """The study's numbers, the widest known registry first; the study comes with its `identifiers`."""
    numbers = sorted(study.identifiers.all(), key=lambda number: (_PLACE_OF_SCHEME[number.scheme], number.value))
    return [number.value for number in numbers]
