"""The place that answers for a study, in words: which site, where, how far, and whether it takes patients."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trials.localised import Localised
from trials.names import site_name
from trials.outputs.openness import PlaceWords, place_words
from trials.places import city_name, country_name, kilometres
from trials.query.nearest import Nearest


@dataclass(frozen=True)
class NearWords:
    """A study's word for the place of whoever asks, and the place it is of.

    `site` is None where no site is named; `city` is empty where the site's name says it; `distance` where unknown.
    """

    words: PlaceWords
    site: Localised | None
    slug: str
    city: str
    country: str
    distance: str


def near_words(near: Nearest, today: datetime.date, language: str) -> NearWords:
    """The place in the reader's words."""
    place = near.place
    name = site_name(place, language) if place.slug else None
    city = city_name(place.city, language, place.country) if place.city else ""
    return NearWords(
        place_words(place, today, language),
        name,
        place.slug,
        "" if name and city in name.text else city,
        country_name(place.country, language) if place.country else "",
        distance_words(near.distance_km, language),
    )


def distance_words(km: float | None, language: str) -> str:
    """About how far it is: "about 1,150 km"; empty where that is not known."""
    if km is None:
        return ""
    if km < 1:
        return _("in the same town")
    return _("about %(distance)s") % {"distance": kilometres(km, language)}
