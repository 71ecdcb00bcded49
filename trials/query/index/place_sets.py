"""What each country and health region is said to be on a day, as sets of studies; and what is read as it stands."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from trials.choices import Openness
from trials.dates import PartialDate
from trials.places import Point
from trials.query.card_rows import cards
from trials.query.index.held import ALL_DATA, Index
from trials.query.index.keys import CONFIRMED, OPENING, POINT, SAID
from trials.query.openness import is_soon
from trials.query.place_rows import HeldPlaces

Said = dict[str, dict[Openness, BitMap]]


@dataclass(frozen=True)
class OpenAt:
    """The studies that a registry says are open at a point; None where the point is not known."""

    country: str
    region: str
    point: Point | None
    studies: BitMap


@dataclass(frozen=True)
class PlaceSets:
    """The places of all studies that no site ever confirmed, on one day.

    `said` holds the studies by group (a country, empty where none is named, or a health region) and by word; `openings`
    those that are expected to open on that day or later, by group and date.
    """

    said: Said
    openings: dict[str, list[tuple[PartialDate, BitMap]]]
    open_at: list[OpenAt]


def place_sets(index: Index, today: datetime.date) -> PlaceSets:
    """The sets of a day, made once for each state of the places."""
    return index.once(("place",), today, make=lambda: _place_sets(index, today))


def _place_sets(index: Index, today: datetime.date) -> PlaceSets:
    said, openings = _said(index), defaultdict[str, list[tuple[PartialDate, BitMap]]](list)
    for key, studies in sorted(index.values(OPENING).items()):
        group, written, is_to_open = key.split("|")
        date = PartialDate.parse(written)
        if is_to_open:
            _add(said[group], Openness.OPENING_SOON if is_soon(date, today) else Openness.UNKNOWN, studies)
        if date.last_day >= today:
            openings[group].append((date, studies))
    return PlaceSets(dict(said), dict(openings), _open_at(index))


def confirmed_places(index: Index) -> list[HeldPlaces]:
    """Where the studies are of which a site confirmed anything, read once for each version; one query."""
    return index.once((ALL_DATA,), "confirmed places", make=lambda: carded_places(index.one(CONFIRMED)))


def carded_places(studies: Iterable[int]) -> list[HeldPlaces]:
    """Where published studies (primary keys) are, as their cards have it; one query."""
    return [card.places for card in cards(studies).values()]


def _said(index: Index) -> defaultdict[str, dict[Openness, BitMap]]:
    said: defaultdict[str, dict[Openness, BitMap]] = defaultdict(dict)
    for key, studies in index.values(SAID).items():
        group, word = key.split("|")
        said[group][Openness(word)] = studies
    return said


def _add(words: dict[Openness, BitMap], word: Openness, studies: BitMap) -> None:
    words[word] = words[word] | studies if word in words else studies


def _open_at(index: Index) -> list[OpenAt]:
    found = []
    for key, studies in index.values(POINT).items():
        country, region, written = key.split("|")
        latitude, _comma, longitude = written.partition(",")
        found.append(OpenAt(country, region, (float(latitude), float(longitude)) if written else None, studies))
    return found
