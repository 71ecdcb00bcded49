"""A study's word for the place of whoever asks: that of its nearest open site, or else of its best other place."""

import datetime
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

from django.db.models import TextChoices

from trials.choices import Openness
from trials.query.asker import HOME, Asker
from trials.query.cards import StudyCard
from trials.query.openness import NOT_YET, OPEN, Recruitment, openness
from trials.query.place_rows import HeldPlace, HeldPlaces
from trials.query.study_places import Located, StudyPlace, recruitment, study_place

# In this order where nothing is open.
OTHERS = (Openness.OPENING_SOON, Openness.PAUSED, Openness.UNKNOWN, Openness.CLOSED)
_RANKS = dict.fromkeys(OPEN, 0) | {word: 1 + place for place, word in enumerate(OTHERS)}
PLACE_PARAMETERS = ("open", "confirmed_since", "foreign", "only_here")


class OpenWord(TextChoices):
    """The words that a list can be limited to."""

    CONFIRMED = "confirmed", Openness.OPEN_CONFIRMED.label
    REGISTRY = "registry", Openness.OPEN_PER_REGISTRY.label
    SOON = "soon", Openness.OPENING_SOON.label


class Nearest(NamedTuple):
    """The place that a study is shown with: its word today, its country's tier, how far it is (None: not known)."""

    place: StudyPlace
    openness: Openness
    tier: int
    distance_km: float | None

    @property
    def is_open(self) -> bool:
        """Whether it takes patients there, confirmed or according to a registry."""
        return self.openness in OPEN

    @property
    def nearness(self) -> tuple[Any, ...]:
        """What puts one place of a study before another: open, near, then confirmed; a named hospital before others."""
        return _nearness(self)

    @property
    def order(self) -> tuple[Any, ...]:
        """What puts one study before another: open first, by country tier, confirmed first, then distance."""
        if not self.is_open:
            return 1 + OTHERS.index(self.openness), self.tier
        far = inf if self.distance_km is None else self.distance_km
        return 0, self.tier, self.openness != Openness.OPEN_CONFIRMED, far


def nearest(places: Iterable[StudyPlace], asker: Asker, today: datetime.date) -> Nearest | None:
    """The place that answers for the study; None when it has none of these."""
    found = [
        Nearest(place, openness(place.recruitment, today), asker.tier(place), asker.distance_km(place))
        for place in places
    ]
    return min(found, key=lambda one: one.nearness, default=None)


def nearest_of(
    studies: Iterable[HeldPlaces], asker: Asker, today: datetime.date, counts: Callable[[Located], bool] | None = None
) -> dict[int, Nearest]:
    """What `nearest` finds for each of the studies among the places that count: only that place becomes an object."""
    found = {}
    for held in studies:
        places = held.places
        is_alone = len(places) == 1
        judged = [
            (place, _word(held, place, is_alone, today), asker.tier(place), asker.distance_km(place))
            for place in places
            if counts is None or counts(place)
        ]
        if judged:
            place, word, tier, km = min(judged, key=_nearness) if len(judged) > 1 else judged[0]
            found[held.pk] = Nearest(study_place(held, place, is_alone), word, tier, km)
    return found


def nearest_home(studies: Iterable[StudyCard], today: datetime.date) -> dict[int, Nearest]:
    """The place of each study that answers for whoever does not say where they are, by primary key."""
    return nearest_of((card.places for card in studies), HOME, today)


def _nearness(judged: tuple[StudyPlace | HeldPlace, Openness, int, float | None]) -> tuple[Any, ...]:
    place, word, tier, km = judged
    is_unsure = word != Openness.OPEN_CONFIRMED
    return _RANKS[word], tier, inf if km is None else km, is_unsure, not place.slug, place.is_undisclosed


def _word(held: HeldPlaces, place: HeldPlace, is_alone: bool, today: datetime.date) -> Openness:
    """Whether the study takes patients at the place: thousands of places are said to be few things."""
    if place.verified_at:
        return openness(recruitment(held, place, is_alone), today)
    country = held.countries.get(place.country)
    said = (held.status.status, country.status if country else "", place.status)
    # The start is asked for only where somebody says that it does not recruit yet.
    start = None if NOT_YET.isdisjoint(said) else held.status.start
    is_only = is_alone and place.country != ""
    return _unconfirmed(*said, is_only, place.expected_open, start, place.takes_external_referrals, today)


@lru_cache(maxsize=4096)
def _unconfirmed(*held: Any) -> Openness:
    *said, today = held
    return openness(Recruitment(*said), today)
