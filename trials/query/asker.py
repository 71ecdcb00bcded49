"""Where the doctor who asks refers from: a health region, a hospital or a country. Never a patient's place.

It comes as a code (HELSE_NORD, NO), as the last part of a hospital's address, or as a name as people write it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.utils import translation

from trials.choices import HealthRegion
from trials.models import Site
from trials.names import site_name
from trials.places import (
    COUNTRY_CODES,
    TOWNS,
    Point,
    city_name,
    country_name,
    great_circle_km,
    point_of,
    search_names,
    tier,
)
from trials.query.former import former_addresses
from trials.query.study_places import Located
from trials.text import fold

HOME_COUNTRY = "NO"
# As many places are suggested for a name that is not known.
SUGGESTED = 3


@dataclass(frozen=True)
class Asker:
    """The place that is referred from; `value` as an address carries it, empty when none is given.

    `point` is None for a country, from which no distance is known.
    """

    value: str
    country: str
    health_region: str = ""
    site: str = ""
    point: Point | None = None

    def __str__(self) -> str:
        return self.value

    def holds(self, place: Located) -> bool:
        """Whether a study's place lies in the one that is referred from: the hospital, the region, the country."""
        if self.site:
            return place.slug == self.site
        if self.health_region:
            return place.health_region == self.health_region
        return place.country == self.country

    def tier(self, place: Located) -> int:
        """How near the place's country is, as `places.tier` counts."""
        return tier(place.country, self.country)

    def distance_km(self, place: Located) -> float | None:
        """The distance to the place, as the crow flies; None where one of the two has no point."""
        if self.point is None or place.latitude is None or place.longitude is None:
            return None
        return great_circle_km(self.point, (place.latitude, place.longitude))


# Whoever does not say where they are asks from Norway.
HOME = Asker("", HOME_COUNTRY)


class UnknownPlace(Exception):
    """A place that is not known, or more than one; `suggestions` are names that are known."""

    def __init__(self, suggestions: list[str]) -> None:
        super().__init__(suggestions)
        self.suggestions = suggestions


def find_asker(text: str) -> Asker:
    """The place that is meant; UnknownPlace with suggestions in the reader's language when there is not exactly one."""
    if text in HealthRegion.values:
        return Asker(text, HOME_COUNTRY, health_region=text, point=point_of(text))
    if text in COUNTRY_CODES:
        return Asker(text, text)
    if site := Site.objects.filter(slug=text).first():
        return _at(site)
    if former := former_addresses("site", [text]):
        return _at(Site.objects.get(slug=former[text]))
    return _named(text)


def _at(site: Site) -> Asker:
    has_point = site.latitude is not None and site.longitude is not None
    point = (site.latitude, site.longitude) if has_point else None
    return Asker(site.slug, site.country, site=site.slug, point=point)  # type: ignore[arg-type]


def _named(text: str) -> Asker:
    sites = {site.slug: site for site in Site.objects.order_by("pk")}
    wanted, names = fold(text), list[tuple[str, str]]()
    for group in (_regions(), _countries(), _sites(sites.values()), _towns(sites.values())):
        known = [(name, value) for name, value in group if name]
        found = {value for name, value in known if fold(name) == wanted}
        if len(found) > 1:
            raise UnknownPlace([_shown(value, sites) for value in sorted(found)])
        if found:
            [value] = found
            return _at(sites[value]) if value in sites else find_asker(value)
        names += known
    raise UnknownPlace([_shown(value, sites) for value in _like(wanted, names)])


def _like(wanted: str, names: list[tuple[str, str]]) -> list[str]:
    """The places with a name that has what was written in it, or else that is written much like it."""
    folded = [(fold(name), value) for name, value in names]
    # A letter or two stand in every other name.
    found = [value for name, value in folded if wanted in name] if len(wanted) > 2 else []
    if not found and wanted:
        by_name = dict(folded)
        found = [by_name[name] for name in get_close_matches(wanted, by_name, SUGGESTED, cutoff=0.7)]
    return list(dict.fromkeys(found))[:SUGGESTED]


def _shown(value: str, sites: dict[str, Site]) -> str:
    language = translation.get_language() or "nb"
    if value in sites:
        return str(site_name(sites[value], language))
    return str(HealthRegion(value).label) if value in HealthRegion.values else country_name(value, language)


def _regions() -> Iterator[tuple[str, str]]:
    for region in HealthRegion:
        yield TOWNS[region], region
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                label = str(region.label)
            yield label, region
            # "Northern Norway (Helse Nord)" is written either way.
            for part in label.rstrip(")").split(" ("):
                yield part, region


def _countries() -> Iterator[tuple[str, str]]:
    return ((name, code) for code in sorted(COUNTRY_CODES) for name in search_names(code))


def _sites(sites: Iterable[Site]) -> Iterator[tuple[str, str]]:
    """Every name of a site, alone and with its city; one of which the hospital is not named goes by its city only."""
    for site in sites:
        names = {site.name_nb, site.name_en, *site.aliases} - {""}
        if site.is_undisclosed:
            names = {_shown_in(code, site) for code, _name in settings.LANGUAGES}
        for name in sorted(names):
            yield name, site.slug
            for code, _name in settings.LANGUAGES:
                yield f"{name}, {city_name(site.city, code, site.country)}", site.slug


def _shown_in(language: str, site: Any) -> str:
    with translation.override(language):
        return str(site_name(site, language))


def _towns(sites: Iterable[Site]) -> Iterator[tuple[str, str]]:
    return ((site.city, site.slug) for site in sites if site.country == HOME_COUNTRY)
