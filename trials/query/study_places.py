"""Where a study can be asked for: each of its sites, and each of its countries of which no site is named.

All that `openness` needs of them and a reader is told, in a constant number of queries for one study and for all.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from django.utils import timezone

from trials.choices import Decision
from trials.dates import PartialDate
from trials.models import ProposedChange, Study, StudyCountry, StudySite
from trials.query.facts import COUNTRY_STATUS, SITE_STATUS, Key
from trials.query.openness import Recruitment, counting_status
from trials.query.prepared import Prepared

# Facts on which a doctor relies: while one of them awaits a decision, nothing is sure.
_OF_STUDY = ("recruitment_status", "minimum_age_months", "maximum_age_months")
KEY_FIELDS = (*_OF_STUDY, COUNTRY_STATUS, SITE_STATUS)
_SOURCE = ("status_source__label", "status_source__as_of", "status_source__read_date")
_SITE = ("slug", "name_nb", "name_en", "city", "country", "is_undisclosed", "health_region", "latitude", "longitude")


class Told(NamedTuple):
    """Who states a status (empty where no source is named) and as of when; `read_on` where the source has no date."""

    source: str = ""
    as_of: PartialDate | None = None
    read_on: datetime.date | None = None


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
_UNTOLD = ("", Told())

_STUDIES = Prepared(Study.objects.all, "pk", "pk", "recruitment_status", "start_date", "status_as_of", *_SOURCE)
_COUNTRIES = Prepared(
    lambda: StudyCountry.objects.order_by("country"), "study__pk", "study_id", "country", "status", *_SOURCE
)
_CONFLICTS = Prepared(
    lambda: ProposedChange.objects.filter(decision=Decision.PENDING, field__in=KEY_FIELDS),
    "study__pk",
    *("study_id", "field", "country", "site_id"),
)
_SITES = Prepared(
    lambda: StudySite.objects.order_by("pk"),
    "study__pk",
    *("study_id", "pk", "site_id", *(f"site__{name}" for name in _SITE)),
    *("status", "status_as_of", *_SOURCE, "expected_open_date", "takes_external_referrals", "takes_foreign_referrals"),
    *("pause_reason", "verified_at", "verification_method", "verified_role"),
)


def places_of(studies: Collection[int]) -> dict[int, list[StudyPlace]]:
    """The places of each of the studies (primary keys), by the study's; four queries.

    Sites come in the order they were entered, then the countries without one; never none, but see `StudyPlace`.
    """
    of_study = {pk: _OfStudy(status, start, _told(*told)) for pk, status, start, *told in _STUDIES(studies)}
    conflicts = _conflicts(studies)
    countries: dict[int, dict[str, tuple[str, Told]]] = {pk: {} for pk in of_study}
    for pk, country, status, *source in _COUNTRIES(studies):
        countries[pk][country] = status, _told(None, *source)
    found: dict[int, list[StudyPlace]] = {pk: [] for pk in of_study}
    for pk, *row in _SITES(studies):
        found[pk].append(_at_site(pk, row, of_study[pk], countries[pk], conflicts[pk]))
    for pk, places in found.items():
        named = {place.country for place in places}
        unnamed = [country for country in countries[pk] if country not in named]
        for country in unnamed if unnamed or named else [""]:
            places.append(_in_country(pk, country, of_study[pk], countries[pk], conflicts[pk]))
        if len(places) == 1 and places[0].country:
            places[0] = places[0]._replace(recruitment=places[0].recruitment._replace(is_only_place=True))
    return found


class _OfStudy(NamedTuple):
    status: str
    start: PartialDate | None
    told: Told


def _conflicts(studies: Collection[int]) -> dict[int, set[Key]]:
    """The key facts of each study of which a registry's other word awaits a decision."""
    found: dict[int, set[Key]] = defaultdict(set)
    for pk, field, country, site in _CONFLICTS(studies):
        found[pk].add((field, country, site))
    return found


def _told(as_of: PartialDate | None, label: str | None, source_as_of: PartialDate | None, read_on: Any) -> Told:
    """A date given with the status counts before that of the whole source."""
    return Told(label or "", as_of or source_as_of, read_on)


def _at_site(
    pk: int, row: list[Any], study: _OfStudy, countries: dict[str, tuple[str, Told]], conflicts: set[Key]
) -> StudyPlace:
    (at_site, site, *where), rest = row[: 2 + len(_SITE)], row[2 + len(_SITE) :]
    status, as_of, label, source_as_of, read_on, expected, external, foreign, pause, verified_at, method, role = rest
    country = where[_SITE.index("country")]
    country_status, country_told = countries.get(country, _UNTOLD)
    recruitment = Recruitment(
        study.status,
        country_status,
        status,
        False,
        expected,
        study.start,
        external,
        timezone.localdate(verified_at) if verified_at else None,
        method,
        _is_disputed(conflicts, country, site),
    )
    told = _told(as_of, label, source_as_of, read_on)
    own = (pk, at_site, *where, recruitment, pause, foreign, role, told, country_told, study.told)
    return StudyPlace._make(own)


def _in_country(
    pk: int, country: str, study: _OfStudy, countries: dict[str, tuple[str, Told]], conflicts: set[Key]
) -> StudyPlace:
    status, told = countries.get(country, _UNTOLD)
    recruitment = Recruitment(
        study.status,
        status,
        study_start=study.start,
        in_conflict=_is_disputed(conflicts, country, None),
    )
    return StudyPlace(
        pk,
        None,
        slug="",
        name_nb="",
        name_en="",
        city="",
        country=country,
        is_undisclosed=False,
        health_region="",
        latitude=None,
        longitude=None,
        recruitment=recruitment,
        country_told=told,
        study_told=study.told,
    )


def _is_disputed(conflicts: set[Key], country: str, site: int | None) -> bool:
    """Whether one of them is of the study as a whole, of this country, or of this site."""
    if not conflicts:
        return False
    here = {*((name, "", None) for name in _OF_STUDY), (COUNTRY_STATUS, country, None)}
    return any(key in here or (key[0] == SITE_STATUS and site is not None and key[2] == site) for key in conflicts)
