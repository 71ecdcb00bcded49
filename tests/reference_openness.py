"""Openness and order answered naively, from the product's own words: what page, list and file must agree with.

Nothing of `trials` is imported, so that no fault can be in both. A place is a dict of plain values.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

RECRUITS = {"RECRUITING", "AVAILABLE"}
PAUSED = {"SUSPENDED", "TEMPORARILY_NOT_AVAILABLE"}
NOT_YET = {"NOT_YET_RECRUITING", "ANNOUNCED"}
OVER = {"COMPLETED", "TERMINATED", "WITHDRAWN", "NO_LONGER_AVAILABLE", "APPROVED_FOR_MARKETING"}
SILENT = {"", "UNKNOWN"}
NORDIC = {"NO", "SE", "DK", "FI", "IS", "FO", "GL", "AX"}
_EUROPE = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO GB CH"
EUROPE = set(_EUROPE.split())
AFTER_OPEN = ["OPENING_SOON", "PAUSED", "UNKNOWN", "CLOSED"]

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A study at a site, or in a country of which no site is named; openings as first and last day.

    `is_only` where the study is known to be nowhere else.
    """

    study: str
    site: str = ""
    country_says: str = ""
    is_only: bool = False
    country: str = "NO"
    point: Point | None = None
    expected: tuple[date, date] | None = None
    start: tuple[date, date] | None = None
    takes_external: bool | None = None
    confirmed_on: date | None = None
    is_disputed: bool = False


def word(place: Place, today: date) -> str:
    """Whether the study takes patients there today."""
    is_sure = place.confirmed_on is not None and (today - place.confirmed_on).days <= 90
    said = place.site or place.country_says
    if not said and (place.is_only or place.study not in RECRUITS):
        said = place.study
    if place.study in OVER or said in OVER:
        return "CLOSED"
    if said in RECRUITS and place.study not in RECRUITS and not is_sure:
        said = place.study
    if said in RECRUITS and place.takes_external is False:
        return "CLOSED"
    if said in RECRUITS:
        return "OPEN_CONFIRMED" if is_sure and not place.is_disputed else "OPEN_PER_REGISTRY"
    if said in PAUSED:
        return "PAUSED"
    if said in NOT_YET:
        opening = place.expected or place.start
        is_soon = opening and opening[1] >= today and opening[0] <= today + timedelta(days=180)
        return "OPENING_SOON" if is_soon else "UNKNOWN"
    return "UNKNOWN" if said in SILENT else "CLOSED"


def tier(country: str, home: str) -> int:
    """How near the country is: the asker's own, Nordic, European, another."""
    return 0 if country == home else 1 if country in NORDIC else 2 if country in EUROPE else 3


def kilometres(one: Point | None, other: Point | None) -> float:
    """The distance over a round earth; endless where a point is not known. By the law of cosines, not by haversines."""
    if one is None or other is None:
        return math.inf
    (lat, lon), (lat_other, lon_other) = [[math.radians(degree) for degree in point] for point in (one, other)]
    cosine = math.sin(lat) * math.sin(lat_other) + math.cos(lat) * math.cos(lat_other) * math.cos(lon - lon_other)
    return 6371.0088 * math.acos(max(-1.0, min(1.0, cosine)))


def answers(
    places: Iterable[Place], today: date, home: str, here: tuple[float, float] | None
) -> tuple[str, int, float]:
    """A study's word with the tier and distance of its place: the nearest open one, else the best other."""
    told = [
        (word(place, today), tier(place.country, home), round(kilometres(here, place.point), 3)) for place in places
    ]
    opened = [one for one in told if one[0].startswith("OPEN_")]
    if opened:
        return min(opened, key=lambda one: (one[1], one[2], one[0] != "OPEN_CONFIRMED"))
    return min(told, key=lambda one: (AFTER_OPEN.index(one[0]), one[1], one[2]))


def ordered(
    studies: dict[int, list[Place]], newest: dict[int, str], today: date, home: str, here: Point | None
) -> list[int]:
    """The studies as a list with a place has them; `newest` is when each was last changed, empty where not stated."""
    told = {study: answers(places, today, home, here) for study, places in studies.items()}
    found = sorted(studies)
    found.sort(key=lambda study: newest[study], reverse=True)
    is_open = [study for study in found if told[study][0].startswith("OPEN_")]
    is_open.sort(key=lambda study: (told[study][1], told[study][0] != "OPEN_CONFIRMED", told[study][2]))
    others = [study for study in found if study not in is_open]
    others.sort(key=lambda study: (AFTER_OPEN.index(told[study][0]), told[study][1]))
    return is_open + others
