"""Where a study can be asked for: each of its sites, and each of its countries of which no site is named.

All that `openness` needs of them and a reader is told, in a constant number of queries for one study and for all.
"""

import datetime
from collections.abc import Collection
from typing import NamedTuple, Protocol

from django.utils import timezone

from trials.dates import PartialDate
from trials.query.openness import Recruitment, counting_status
from trials.query.place_rows import HeldPlace, HeldStatus, PlaceRows, place_rows


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


def places_of(studies: Collection[int]) -> dict[int, list[StudyPlace]]:
    """The places of each of the studies (primary keys), by the study's; five queries.

    Sites come in the order they were entered, then the countries without one; never none, but see `StudyPlace`.
    """
    rows = place_rows(studies)
    held = {pk: rows.places(pk) for pk in rows.studies}
    return {pk: [study_place(rows, place, len(places) == 1) for place in places] for pk, places in held.items()}


def study_place(rows: PlaceRows, held: HeldPlace, is_alone: bool) -> StudyPlace:
    """One of the places as it is told; `is_alone` where the study has no other."""
    study = rows.studies[held.study_id]
    country = rows.countries[held.study_id].get(held.country, _UNTOLD)
    return StudyPlace(
        *(held.study_id, held.pk, held.slug, held.name_nb, held.name_en, held.city, held.country),
        *(held.is_undisclosed, held.health_region, held.latitude, held.longitude),
        recruitment(rows, held, is_alone),
        held.pause_reason,
        held.takes_foreign_referrals,
        held.verified_role,
        _told(rows, held),
        _told(rows, country),
        _told(rows, study),
    )


def recruitment(rows: PlaceRows, held: HeldPlace, is_alone: bool) -> Recruitment:
    """What says whether the study takes patients at the place."""
    study = rows.studies[held.study_id]
    return Recruitment(
        study.status,
        rows.countries[held.study_id].get(held.country, _UNTOLD).status,
        held.status,
        is_alone and held.country != "",
        held.expected_open,
        study.start,
        held.takes_external_referrals,
        timezone.localdate(held.verified_at) if held.verified_at else None,
        held.verification_method,
        rows.is_disputed(held),
    )


def _told(rows: PlaceRows, held: HeldPlace | HeldStatus) -> Told:
    """A date given with the status counts before that of the whole source."""
    source = rows.sources.get(held.source_id or 0)
    return Told(source.label, held.as_of or source.as_of, source.read_on) if source else Told("", held.as_of)
