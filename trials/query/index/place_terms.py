"""What a study is filed under for the places where it can be asked for: what registries say of each, on every day.

What depends on the day is filed so that the day can be asked afterwards: an opening by its dates; a study of which a
site ever confirmed anything not at all (CONFIRMED), it is read as it stands. As `study_places.places_of` has it.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from trials.choices import Openness, VerificationMethod
from trials.dates import PartialDate
from trials.models import Site, Study, StudyCountry, StudySite
from trials.query.index.keys import CONFIRMED, FOREIGN, OPENING, POINT, SAID, Filed, Term
from trials.query.openness import NOT_YET, OPEN, Recruitment, counting_status, openness
from trials.query.prepared import Prepared

# A place that nobody confirmed and that is not to open is the same on every day.
_ANY_DAY = datetime.date.max
_STUDIES = Prepared(Study.objects.all, "pk", "pk", "recruitment_status", "start_date")
_COUNTRIES = Prepared(StudyCountry.objects.all, "study__pk", "study_id", "country", "status")
_STUDY_SITES = Prepared(
    StudySite.objects.all,
    "study__pk",
    *("study_id", "site_id", "status", "takes_external_referrals", "expected_open_date"),
    *("takes_foreign_referrals", "verified_at", "verification_method"),
)
_SITES = Prepared(Site.objects.all, "pk", "pk", "country", "health_region", "latitude", "longitude")


class _Where(NamedTuple):
    """Where a place is: a country, a health region or none, and a point or none."""

    country: str
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None


# A study site by its site (primary key), or a country of which no site is named.
_Key = int | str
# Its country, its status, whether it takes external referrals, when it is expected to open.
_Place = tuple[_Key, str, str, bool | None, PartialDate | None]
# The word of every day for it, None for a place that is to open; and when it opens, if that is known.
_Said = tuple[_Key, Openness | None, PartialDate | None]


def place_terms(pks: Collection[int]) -> Filed:
    """The terms of these studies, drafts among them; four queries."""
    sites = _STUDY_SITES(pks)
    confirmed = {pk for pk, *_site, at, method in sites if at and method != VerificationMethod.REGISTRY}
    yield CONFIRMED, confirmed
    yield FOREIGN, [pk for pk, *_site, foreign, _at, _method in sites if foreign]
    where = _where({site for _pk, site, *_more in sites})
    said: dict[_Said, list[int]] = defaultdict(list)
    for pk, one in _said_of(pks, sites, where):
        if pk not in confirmed:
            said[one].append(pk)
    for (key, word, opening), having in said.items():
        place = where[key] if isinstance(key, int) else _Where(key)
        yield from ((term, having) for term in _of_place(place, word, opening))


def _where(sites: set[int]) -> dict[int, _Where]:
    return {pk: _Where(*place) for pk, *place in _SITES(sites)}


def _said_of(
    pks: Collection[int], sites: Iterable[Sequence[Any]], where: Mapping[int, _Where]
) -> Iterator[tuple[int, _Said]]:
    """What registries say of each place of each study: its sites, and countries where no site is named."""
    countries: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, country, status in _COUNTRIES(pks):
        countries[pk][country] = status
    places: dict[int, list[_Place]] = defaultdict(list)
    for pk, site, status, external, expected, *_more in sites:
        places[pk].append((site, where[site].country, status, external, expected))
    for pk, status, start in _STUDIES(pks):
        yield from ((pk, one) for one in _of_study(status, start, places.get(pk, []), countries.get(pk, {})))


def _of_study(
    status: str, start: PartialDate | None, sites: list[_Place], countries: Mapping[str, str]
) -> Iterator[_Said]:
    named = {country for _key, country, *_more in sites}
    unnamed = countries.keys() - named
    places = sites + [(one, one, "", None, None) for one in (unnamed if unnamed or named else [""])]
    is_only = len(places) == 1 and places[0][0] != ""
    for key, country, own, external, expected in places:
        word, can_open = _said(status, countries.get(country, ""), own, is_only, external)
        yield key, word, expected or (start if can_open else None)


def _of_place(place: _Where, word: Openness | None, opening: PartialDate | None) -> Iterator[Term]:
    for group in (place.country, place.region) if place.region else (place.country,):
        is_to_open = word is None
        if opening and word != Openness.CLOSED:
            yield opening_term(group, opening, is_to_open)
        if word or not opening:
            yield Term(SAID, f"{group}|{word or Openness.UNKNOWN}".encode())
    if word in OPEN:
        is_known = place.latitude is not None and place.longitude is not None
        point = f"{place.latitude!r},{place.longitude!r}" if is_known else ""
        yield Term(POINT, f"{place.country}|{place.region}|{point}".encode())


@lru_cache(maxsize=4096)
def _said(study: str, country: str, own: str, is_only: bool, external: bool | None) -> tuple[Openness | None, bool]:
    """The word of every day, None for a place that is to open; and whether the study's start is when it opens."""
    held = Recruitment(study, country, own, is_only_place=is_only, takes_external_referrals=external)
    status, _whose = counting_status(held, _ANY_DAY)
    can_open = held.said_status in NOT_YET or study in NOT_YET
    return None if status in NOT_YET else openness(held, _ANY_DAY), can_open


def opening_term(group: str, opening: PartialDate, is_to_open: bool) -> Term:
    """The term of a place that is expected to open; `is_to_open` where no registry says that it ever did."""
    return Term(OPENING, f"{group}|{opening}|{'soon' if is_to_open else ''}".encode())
