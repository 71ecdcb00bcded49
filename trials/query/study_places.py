"""Where a study can be asked for: each of its sites, and each of its countries of which no site is named.

All that `openness` needs of them and a reader is told, in a constant number of queries for one study and for all.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from trials.choices import Decision
from trials.dates import PartialDate
from trials.models import ProposedChange, Study, StudyCountry, StudySite
from trials.query.facts import COUNTRY_STATUS, SITE_STATUS, Key
from trials.query.openness import Recruitment, counting_status

# Facts on which a doctor relies: while one of them awaits a decision, nothing is sure.
_OF_STUDY = ("recruitment_status", "minimum_age_months", "maximum_age_months")
KEY_FIELDS = (*_OF_STUDY, COUNTRY_STATUS, SITE_STATUS)
_SOURCE = ("status_source__label", "status_source__as_of", "status_source__read_date")
_SITE = ("slug", "name_nb", "name_en", "city", "country", "is_undisclosed", "health_region", "latitude", "longitude")


@dataclass(frozen=True)
class Told:
    """Who states a status (empty where no source is named) and as of when; `read_on` where the source has no date."""

    source: str = ""
    as_of: PartialDate | None = None
    read_on: datetime.date | None = None


@dataclass(frozen=True)
class StudyPlace:
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


def places_of(studies: Collection[int] | QuerySet[Any]) -> dict[int, list[StudyPlace]]:
    """The places of each of the studies (primary keys), by the study's; four queries.

    Sites come in the order they were entered, then the countries without one; never none, but see `StudyPlace`.
    """
    of_study = _studies(studies)
    conflicts = _conflicts(studies)
    countries: dict[int, dict[str, tuple[str, Told]]] = {pk: {} for pk in of_study}
    rows = StudyCountry.objects.filter(study__in=studies).order_by("country")
    for pk, country, status, *source in rows.values_list("study_id", "country", "status", *_SOURCE):
        countries[pk][country] = status, _told(None, *source)
    found: dict[int, list[StudyPlace]] = {pk: [] for pk in of_study}
    for row in _sites(studies):
        pk = row["study_id"]
        found[pk].append(_at_site(row, of_study[pk], countries[pk], conflicts[pk]))
    for pk, places in found.items():
        named = {place.country for place in places}
        unnamed = [country for country in countries[pk] if country not in named]
        for country in unnamed if unnamed or named else [""]:
            places.append(_in_country(pk, country, of_study[pk], countries[pk], conflicts[pk]))
        if len(places) == 1 and places[0].country:
            places[0] = replace(places[0], recruitment=replace(places[0].recruitment, is_only_place=True))
    return found


@dataclass(frozen=True)
class _OfStudy:
    status: str
    start: PartialDate | None
    told: Told


def _studies(studies: Collection[int] | QuerySet[Any]) -> dict[int, _OfStudy]:
    rows = Study.objects.filter(pk__in=studies)
    columns = rows.values_list("pk", "recruitment_status", "start_date", "status_as_of", *_SOURCE)
    return {
        pk: _OfStudy(status, start, _told(as_of, label, source_as_of, read_on))
        for pk, status, start, as_of, label, source_as_of, read_on in columns
    }


def _conflicts(studies: Collection[int] | QuerySet[Any]) -> dict[int, set[Key]]:
    """The key facts of each study of which a registry's other word awaits a decision."""
    found: dict[int, set[Key]] = defaultdict(set)
    pending = ProposedChange.objects.filter(study__in=studies, decision=Decision.PENDING, field__in=KEY_FIELDS)
    for pk, field, country, site in pending.values_list("study_id", "field", "country", "site_id"):
        found[pk].add((field, country, site))
    return found


def _sites(studies: Collection[int] | QuerySet[Any]) -> Iterator[dict[str, Any]]:
    columns = (
        *("pk", "study_id", "site_id", "status", "status_as_of", "expected_open_date", "pause_reason"),
        *("takes_external_referrals", "takes_foreign_referrals"),
        *("verified_at", "verification_method", "verified_role"),
        *_SOURCE,
        *(f"site__{name}" for name in _SITE),
    )
    yield from StudySite.objects.filter(study__in=studies).order_by("pk").values(*columns)


def _told(as_of: PartialDate | None, label: str | None, source_as_of: PartialDate | None, read_on: Any) -> Told:
    """A date given with the status counts before that of the whole source."""
    return Told(label or "", as_of or source_as_of, read_on)


def _at_site(
    row: dict[str, Any], study: _OfStudy, countries: dict[str, tuple[str, Told]], conflicts: set[Key]
) -> StudyPlace:
    country = row["site__country"]
    country_status, country_told = countries.get(country, ("", Told()))
    verified_at = row["verified_at"]
    recruitment = Recruitment(
        study.status,
        country_status,
        row["status"],
        expected_open=row["expected_open_date"],
        study_start=study.start,
        takes_external_referrals=row["takes_external_referrals"],
        verified_on=timezone.localdate(verified_at) if verified_at else None,
        verification_method=row["verification_method"],
        in_conflict=_is_disputed(conflicts, country, row["site_id"]),
    )
    return StudyPlace(
        row["study_id"],
        row["pk"],
        **{name: row[f"site__{name}"] for name in _SITE},
        recruitment=recruitment,
        pause_reason=row["pause_reason"],
        takes_foreign_referrals=row["takes_foreign_referrals"],
        verified_role=row["verified_role"],
        site_told=_told(row["status_as_of"], *(row[name] for name in _SOURCE)),
        country_told=country_told,
        study_told=study.told,
    )


def _in_country(
    pk: int, country: str, study: _OfStudy, countries: dict[str, tuple[str, Told]], conflicts: set[Key]
) -> StudyPlace:
    status, told = countries.get(country, ("", Told()))
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
