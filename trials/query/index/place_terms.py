"""What a study is filed under for the places where it can be asked for: what registries say of each, on every day.

What depends on the day is filed so that the day can be asked afterwards: an opening by its dates; a study of which a
site ever confirmed anything not at all (CONFIRMED), it is read as it stands. As `study_places.places_of` has it.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from trials.choices import Openness, VerificationMethod
from trials.dates import PartialDate
from trials.models import Study, StudyCountry, StudySite
from trials.query.index.keys import CONFIRMED, FOREIGN, OPENING, POINT, SAID, Term
from trials.query.openness import NOT_YET, OPEN, Recruitment, counting_status, openness

# A place that nobody confirmed and that is not to open is the same on every day.
_ANY_DAY = datetime.date.max
_SITE = (
    *("study_id", "site__country", "site__health_region", "site__latitude", "site__longitude"),
    *("status", "takes_external_referrals", "expected_open_date"),
    *("takes_foreign_referrals", "verified_at", "verification_method"),
)
# Country, health region, latitude, longitude, status, takes external referrals, expected opening.
_Place = tuple[str, str, float | None, float | None, str, bool | None, PartialDate | None]


def place_terms(pks: Collection[int]) -> dict[int, set[Term]]:
    """The terms of each of the published studies; three queries."""
    found: dict[int, set[Term]] = defaultdict(set)
    countries: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, country, status in StudyCountry.objects.filter(study__in=pks).values_list("study_id", "country", "status"):
        countries[pk][country] = status
    sites: dict[int, list[_Place]] = defaultdict(list)
    for pk, *place, foreign, verified_at, method in StudySite.objects.filter(study__in=pks).values_list(*_SITE):
        sites[pk].append(tuple(place))
        if foreign:
            found[pk].add(FOREIGN)
        if verified_at and method != VerificationMethod.REGISTRY:
            found[pk].add(CONFIRMED)
    studies = Study.objects.published().filter(pk__in=pks).values_list("pk", "recruitment_status", "start_date")
    return {pk: found[pk] | _of_study(study, sites[pk], countries[pk], found[pk]) for pk, *study in studies}


def _of_study(study: list[Any], sites: list[_Place], countries: dict[str, str], known: set[Term]) -> set[Term]:
    if CONFIRMED in known:
        return set()
    named = {site[0] for site in sites}
    unnamed = sorted(countries.keys() - named)
    places = sites + [(one, "", None, None, "", None, None) for one in (unnamed if unnamed or named else [""])]
    is_only = len(places) == 1 and places[0][0] != ""
    status, start = study
    return {
        term for place in set(places) for term in _of_place(status, start, countries.get(place[0], ""), is_only, place)
    }


def _of_place(status: str, start: PartialDate | None, of_country: str, is_only: bool, place: _Place) -> Iterator[Term]:
    country, region, latitude, longitude, own, external, expected = place
    word, can_open = _said(status, of_country, own, is_only, external)
    opening = expected or (start if can_open else None)
    for group in (country, region) if region else (country,):
        is_to_open = word is None
        if opening and word != Openness.CLOSED:
            yield opening_term(group, opening, is_to_open)
        if word or not opening:
            yield Term(SAID, f"{group}|{word or Openness.UNKNOWN}".encode())
    if word in OPEN:
        point = "" if latitude is None or longitude is None else f"{latitude!r},{longitude!r}"
        yield Term(POINT, f"{country}|{region}|{point}".encode())


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
