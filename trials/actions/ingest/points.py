"""Where a registry's place lies, as far as it can be believed."""

from trials.actions.ingest.names import writing
from trials.models import RegistryEntry, Site
from trials.places import great_circle_km
from trials.registries import lookup
from trials.registries.base import Refused

# A registry's point for a city that lies farther from where we know the city to be is wrong.
FARTHEST_KM = 100.0


def point_of(entry: RegistryEntry, place: tuple[str, str, str], city: str) -> tuple[float, float] | None:
    """The registry's point for a place, in degrees, where it can be believed; None where it cannot.

    Registries give the point of a city, and sometimes one of a namesake on another continent. No shapes of countries
    are at hand: the point is believed where a hospital of ours in the same city lies within FARTHEST_KM of it.
    """
    try:
        study = lookup(entry.registry.lower()).parse(bytes(entry.record.body)).study
    except Refused:
        return None
    points = [
        (one.latitude, one.longitude)
        for one in study.sites
        if (one.facility, one.city, one.country) == place and one.latitude is not None and one.longitude is not None
    ]
    sites = Site.objects.filter(country=place[2], latitude__isnull=False, longitude__isnull=False)
    known = [
        (latitude or 0.0, longitude or 0.0)
        for other, latitude, longitude in sites.values_list("city", "latitude", "longitude")
        if writing(other) == writing(city)
    ]
    return next((one for one in points if any(great_circle_km(one, other) <= FARTHEST_KM for other in known)), None)
