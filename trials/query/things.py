"""The one door to the lists of study sites, sponsors and products, as studies.py is to the list of studies."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.http import QueryDict

from trials.choices import Region
from trials.models import Product, Site, Sponsor
from trials.names import site_name
from trials.places import city_name, countries_in, nearest_first, search_names
from trials.query.filters import Fault, ListFilterSet, ProductFilterSet, SiteFilterSet, SponsorFilterSet, asked
from trials.query.matching import Found, Texts, find
from trials.query.thing_texts import modality_words
from trials.text import sort_key

Members = dict[str, set[int]]
Thing = TypeVar("Thing", Site, Sponsor, Product)


@dataclass(frozen=True)
class ThingList(Generic[Thing]):
    """The answer to a question: the things in order, and what was asked; `values` holds them by parameter and value.

    With faults the list is empty: a wrong question is never answered with everything.
    """

    params: QueryDict
    filters: type[ListFilterSet]
    values: dict[str, Members]
    everything: frozenset[int]
    faults: list[Fault] = field(default_factory=list)
    chosen: dict[str, Any] = field(default_factory=dict)
    narrowed: dict[str, set[int]] = field(default_factory=dict)
    found: Found | None = None
    things: list[Thing] = field(default_factory=list)

    def without(self, parameter: str) -> set[int]:
        """The things (primary keys) that the rest of the question holds when this parameter is left out."""
        if self.faults:
            return set()
        return set(self.everything.intersection(*(held for name, held in self.narrowed.items() if name != parameter)))


def public_sites(params: QueryDict, language: str) -> ThingList[Site]:
    """The study sites that a query string asks for, nearest country first, then by name in `language`; one query."""
    sites = list(Site.objects.all())
    nearness = {code: place for place, code in enumerate(nearest_first({site.country for site in sites}, language))}
    sites.sort(key=lambda site: (nearness[site.country], sort_key(str(site_name(site, language)), language), site.pk))
    return _answer(params, SiteFilterSet, sites, _site_values, _site_texts)


def public_sponsors(params: QueryDict, language: str) -> ThingList[Sponsor]:
    """The sponsors that a query string asks for, by name; one query."""
    sponsors = sorted(Sponsor.objects.all(), key=lambda sponsor: (sort_key(sponsor.name, language), sponsor.pk))
    return _answer(params, SponsorFilterSet, sponsors, _sponsor_values, _sponsor_texts)


def public_products(params: QueryDict, language: str) -> ThingList[Product]:
    """The products that a query string asks for, by name; two queries, and one that checks targets asked for."""
    found = Product.objects.select_related("developer").prefetch_related("targets")
    products = sorted(found, key=lambda product: (sort_key(product.name, language), product.pk))
    return _answer(params, ProductFilterSet, products, _product_values, _product_texts)


def _answer(
    params: QueryDict,
    filters: type[ListFilterSet],
    things: list[Thing],
    values_of: Callable[[Thing], Iterable[tuple[str, str]]],
    texts_of: Callable[[Thing], Iterable[str]],
) -> ThingList[Thing]:
    """The things, in the order given, that hold a value of every parameter and all words of the search."""
    stated = asked(params)
    values = _by_value(things, values_of)
    everything = frozenset(thing.pk for thing in things)
    filterset = filters(stated)
    if faults := filterset.faults():
        return ThingList(stated, filters, values, everything, faults)
    chosen = filterset.chosen
    narrowed = {
        name: set().union(*(values[name].get(value, set()) for value in wanted))
        for name, wanted in chosen.items()
        if name not in ("q", "page")
    }
    found = find(chosen["q"], _by_text(things, texts_of)) if "q" in chosen else None
    if found is not None:
        narrowed["q"] = set(found.things)
    members = everything.intersection(*narrowed.values())
    kept = [thing for thing in things if thing.pk in members]
    return ThingList(filterset.question, filters, values, everything, [], chosen, narrowed, found, kept)


def _by_value(things: list[Thing], values_of: Callable[[Thing], Iterable[tuple[str, str]]]) -> dict[str, Members]:
    values: defaultdict[str, Members] = defaultdict(dict)
    for thing in things:
        for parameter, value in values_of(thing):
            if value:
                values[parameter].setdefault(value, set()).add(thing.pk)
    return values


def _by_text(things: list[Thing], texts_of: Callable[[Thing], Iterable[str]]) -> Texts:
    found: dict[str, set[int]] = {}
    for thing in things:
        for text in texts_of(thing):
            found.setdefault(text, set()).add(thing.pk)
    found.pop("", None)
    return found


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
