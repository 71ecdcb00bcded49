"""The one door to the lists of study sites, sponsors and products, as studies.py is to the list of studies."""

from collections.abc import Collection, Iterator
from typing import TypeVar

from django.http import QueryDict
from pyroaring import BitMap

from trials.choices import Region
from trials.models import Product, Site, Sponsor
from trials.names import site_name
from trials.places import city_name, countries_in, nearest_first, search_names
from trials.query.filters import ProductFilterSet, SiteFilterSet, SponsorFilterSet
from trials.query.index.held import Index, current
from trials.query.thing_list import Kind, ThingList, answer
from trials.query.thing_texts import modality_words
from trials.text import sort_key

NamedThing = TypeVar("NamedThing", Sponsor, Product)


def public_sites(params: QueryDict, language: str) -> ThingList[Site]:
    """The study sites that a query string asks for, nearest country first, then by name in `language`."""
    return answer(params, SITES, current(), language)


def public_sponsors(params: QueryDict, language: str) -> ThingList[Sponsor]:
    """The sponsors that a query string asks for, by name."""
    return answer(params, SPONSORS, current(), language)


def public_products(params: QueryDict, language: str) -> ThingList[Product]:
    """The products that a query string asks for, by name; one query checks targets asked for."""
    return answer(params, PRODUCTS, current(), language)


def studies_of_each(kind: str, slugs: Collection[str], index: Index) -> dict[str, BitMap]:
    """The studies of each of some sites, sponsors or products; one query where one of them is not held."""
    found = index.sets(kind, slugs)
    return {slug: found.get(slug) or BitMap() for slug in slugs}


def _sites_in_order(sites: list[Site], language: str) -> list[Site]:
    nearness = {code: place for place, code in enumerate(nearest_first({site.country for site in sites}, language))}
    return sorted(
        sites,
        key=lambda site: (nearness[site.country], sort_key(str(site_name(site, language)), language), site.pk),
    )


def _by_name(things: list[NamedThing], language: str) -> list[NamedThing]:
    return sorted(things, key=lambda thing: (sort_key(thing.name, language), thing.pk))


def _site_values(site: Site) -> Iterator[tuple[str, str]]:
    yield "country", site.country
    yield "region", site.health_region
    for region in (Region.NORDIC, Region.EUROPE):
        if site.country in countries_in(region):
            yield "region", region


def _site_texts(site: Site) -> Iterator[str]:
    if not site.is_undisclosed:
        yield from (site.name_nb, site.name_en, *site.aliases)
    yield from (city_name(site.city, language, site.country) for language in ("nb", "en"))
    yield from search_names(site.country)


def _sponsor_values(sponsor: Sponsor) -> Iterator[tuple[str, str]]:
    yield "sponsor_type", sponsor.sponsor_type
    yield "country", sponsor.country


def _sponsor_texts(sponsor: Sponsor) -> Iterator[str]:
    yield from (sponsor.name, *sponsor.aliases)
    yield from search_names(sponsor.country) if sponsor.country else ()


def _product_values(product: Product) -> Iterator[tuple[str, str]]:
    yield "modality", product.modality
    yield from (("target", target.slug) for target in product.targets.all())


def _product_texts(product: Product) -> Iterator[str]:
    yield from (product.name, *product.aliases)
    if product.modality:
        yield from modality_words(product.modality)
    for target in product.targets.all():
        yield from (target.name, target.slug)
    if product.developer:
        yield from (product.developer.name, *product.developer.aliases)


SITES = Kind("sites", Site.objects.all, SiteFilterSet, _sites_in_order, _site_values, _site_texts)
SPONSORS = Kind("sponsors", Sponsor.objects.all, SponsorFilterSet, _by_name, _sponsor_values, _sponsor_texts)
PRODUCTS = Kind(
    "products",
    lambda: Product.objects.select_related("developer").prefetch_related("targets"),
    ProductFilterSet,
    _by_name,
    _product_values,
    _product_texts,
)
