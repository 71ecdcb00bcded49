"""Where a study can be asked for: each of its sites, and each of its countries of which no site is named.

All that `openness` needs of them and a reader is told, from what a card or the tables have.
"""

import datetime
from typing import NamedTuple, Protocol

from django.utils import timezone

from trials.dates import PartialDate
from trials.query.openness import Recruitment, counting_status
from trials.query.place_rows import HeldPlace, HeldPlaces, HeldStatus


class Told(NamedTuple):
    """Who states a status (empty where no source is named) and as of when; `read_on` where the source has no date."""

    source: str = ""
    as_of: PartialDate | None = None
    read_on: datetime.date | None = None


class Located(Protocol):
    """What says where a place is."""

    @property
    def slug(self) -> str: ...

    @property
    def country(self) -> str: ...

    @property
    def health_region(self) -> str: ...

    @property
    def latitude(self) -> float | None: ...

    @property
    def longitude(self) -> float | None: ...


class StudyPlace(NamedTuple):
    """A study at a site, or in a country of which no site is named: then `study_site_id` is None, the slug empty.

    The country is empty for a study of which no source names one. Latitude and longitude are degrees or None.
    """

    study_id: int
    study_site_id: int | None
    slug: str
    name_nb: str
    name_en: str
    city: str
    country: str
    is_undisclosed: bool
    health_region: str
    latitude: float | None
    longitude: float | None
    recruitment: Recruitment
    pause_reason: str = ""
    takes_foreign_referrals: bool | None = None
    verified_role: str = ""
    site_told: Told = Told()
    country_told: Told = Told()
    study_told: Told = Told()

    def status(self, today: datetime.date) -> tuple[str, Told]:
        """The status that counts here today (RecruitmentStatus, or empty), and who states it."""
        status, whose = counting_status(self.recruitment, today)
        return status, {"site": self.site_told, "country": self.country_told, "study": self.study_told}[whose]


# Of a country that no source has a status for.
_UNTOLD = HeldStatus()


def study_places(held: HeldPlaces) -> list[StudyPlace]:
    """The places of one study: its sites in the order they were entered, then the countries without one; never none."""
    places = held.places
    return [study_place(held, place, len(places) == 1) for place in places]


def study_place(held: HeldPlaces, place: HeldPlace, is_alone: bool) -> StudyPlace:
    """One of the places as it is told; `is_alone` where the study has no other."""
    return StudyPlace(
        *(place.study_id, place.pk, place.slug, place.name_nb, place.name_en, place.city, place.country),
        *(place.is_undisclosed, place.health_region, place.latitude, place.longitude),
        recruitment(held, place, is_alone),
        place.pause_reason,
        place.takes_foreign_referrals,
        place.verified_role,
        _told(held, place),
        _told(held, held.countries.get(place.country, _UNTOLD)),
        _told(held, held.status),
    )


def recruitment(held: HeldPlaces, place: HeldPlace, is_alone: bool) -> Recruitment:
    """What says whether the study takes patients at the place."""
    return Recruitment(
        held.status.status,
        held.countries.get(place.country, _UNTOLD).status,
        place.status,
        is_alone and place.country != "",
        place.expected_open,
        held.status.start,
        place.takes_external_referrals,
        timezone.localdate(place.verified_at) if place.verified_at else None,
        place.verification_method,
        held.is_disputed(place),
    )


def _told(held: HeldPlaces, one: HeldPlace | HeldStatus) -> Told:
    """A date given with the status counts before that of the whole source."""
    source = held.sources.get(one.source_id or 0)
    return Told(source.label, one.as_of or source.as_of, source.read_on) if source else Told("", one.as_of)
