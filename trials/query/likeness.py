"""Which hospitals and sponsors of ours a name may mean, the likeliest first; a person decides."""

from collections.abc import Iterable
from typing import TypeVar

from rapidfuzz import fuzz

from trials.models import Site, Sponsor
from trials.places import cities_named, city_name
from trials.text import compact, fold

# Of 100: below, two names have little more than a word in common; tried on places of genuine records.
LIKELY = 62
# What the same city adds: hospitals of one name lie in many cities.
SAME_CITY = 20
MOST = 5
# Words that most names of hospitals, or of companies, have.
_WORDS = """
hospital hospitals university clinic clinical medical medicine center centre cancer memorial regional school of the and
for at research institute institutes health inc ltd co llc corp corporation limited gmbh as ab sa plc company
therapeutics pharmaceuticals
"""
_COMMON = frozenset(_WORDS.split())

Thing = TypeVar("Thing", Site, Sponsor)


def likely_sites(facility: str, city: str, country: str, sites: Iterable[Site]) -> list[Site]:
    """The sites, all of the country, that a registry's words for a place there may mean."""
    here = _city(city, country)
    scores = []
    for site in sites:
        bonus = SAME_CITY if compact(fold(site.city)) in here else 0
        # What follows a comma is a department: “Karolinska, Dept. of Oncology”.
        writings = {facility, facility.split(",", maxsplit=1)[0]}
        names = [name for name in (site.name_en, site.name_nb, *site.aliases) if name]
        score = bonus + max(likeness(one, name) for one in writings for name in names)
        scores.append((score, site))
    return _best(scores)


def _city(city: str, country: str) -> set[str]:
    """A city in the writings that we know: Göteborg is Gothenburg."""
    english = [name for name in cities_named(fold(city)) if fold(city_name(name, "nb", country)) == fold(city)]
    return {compact(fold(name)) for name in (city, *english)}


def likely_sponsors(name: str, sponsors: Iterable[Sponsor]) -> list[Sponsor]:
    """The sponsors that a registry's name for one may mean."""
    return _best(
        (max(likeness(name, one) for one in (sponsor.name, *sponsor.aliases)), sponsor) for sponsor in sponsors
    )


def likeness(one: str, other: str) -> float:
    """How alike two names are, of 100, whatever the order of their words; common words count less."""
    mine, their = fold(one), fold(other)
    whole = fuzz.token_sort_ratio(mine, their)
    telling = fuzz.token_set_ratio(_telling(mine), _telling(their))
    return (whole + telling) / 2


def _telling(folded: str) -> str:
    words = folded.split()
    return " ".join([word for word in words if word not in _COMMON] or words)


def _best(scores: Iterable[tuple[float, Thing]]) -> list[Thing]:
    likely = [(score, thing) for score, thing in scores if score >= LIKELY]
    return [thing for _score, thing in sorted(likely, key=lambda pair: (-pair[0], pair[1].pk))[:MOST]]
