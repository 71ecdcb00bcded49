"""A study's word for the place of whoever asks: that of its nearest open site, or else of its best other place."""

import datetime
from collections.abc import Collection, Iterable
from math import inf
from typing import Any, NamedTuple

from django.db.models import TextChoices

from trials.choices import Openness
from trials.query.asker import HOME, Asker
from trials.query.openness import OPEN, openness
from trials.query.study_places import StudyPlace, places_of

# In this order where nothing is open.
OTHERS = (Openness.OPENING_SOON, Openness.PAUSED, Openness.UNKNOWN, Openness.CLOSED)
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
        far = inf if self.distance_km is None else self.distance_km
        rank = 0 if self.is_open else 1 + OTHERS.index(self.openness)
        is_unsure = self.openness != Openness.OPEN_CONFIRMED
        return rank, self.tier, far, is_unsure, not self.place.slug, self.place.is_undisclosed

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


def nearest_home(studies: Collection[int], today: datetime.date) -> dict[int, Nearest]:
    """The place of each study (primary key) that answers for whoever does not say where they are; four queries."""
    found = {pk: nearest(places, HOME, today) for pk, places in places_of(studies).items()}
    return {pk: one for pk, one in found.items() if one}
