"""What is held of the places of studies, as plain rows: one becomes a `StudyPlace` only where somebody looks at it."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec

from trials.choices import Decision
from trials.dates import PartialDate
from trials.models import ProposedChange, Source, Study, StudyCountry, StudySite
from trials.query.facts import COUNTRY_STATUS, SITE_STATUS, Key
from trials.query.prepared import Prepared

# Facts on which a doctor relies: while one of them awaits a decision, nothing is sure.
OF_STUDY = ("recruitment_status", "minimum_age_months", "maximum_age_months")
KEY_FIELDS = (*OF_STUDY, COUNTRY_STATUS, SITE_STATUS)


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Plain values of a row: made as quickly as a tuple, written as a list, and no work for the garbage collector."""


class HeldStatus(Row, frozen=True):
    """The status of a study or of one of its countries, and who states it; of a study its date and start as well."""

    status: str = ""
    source_id: int | None = None
    as_of: PartialDate | None = None
    start: PartialDate | None = None


class HeldSource(Row, frozen=True):
    """Who states something, of which study, and as of when."""

    study_id: int
    label: str
    url: str
    as_of: PartialDate | None
    read_on: datetime.date | None


class HeldPlace(Row, frozen=True):
    """A study at a site, or in a country of which no site is named: then `pk` is None, and most of it empty."""

    study_id: int
    pk: int | None = None
    site_id: int | None = None
    slug: str = ""
    name_nb: str = ""
    name_en: str = ""
    city: str = ""
    country: str = ""
    is_undisclosed: bool = False
    health_region: str = ""
    latitude: float | None = None
    longitude: float | None = None
    status: str = ""
    source_id: int | None = None
    as_of: PartialDate | None = None
    expected_open: PartialDate | None = None
    takes_external_referrals: bool | None = None
    takes_foreign_referrals: bool | None = None
    pause_reason: str = ""
    verified_at: datetime.datetime | None = None
    verification_method: str = ""
    verified_role: str = ""


class HeldPlaces(Row, frozen=True):
    """Where a study (primary key) is: its status, its countries' and its sites', and what of these is disputed.

    `sources` are all that it has, by primary key and in its order, then others that a status names.
    """

    pk: int
    status: HeldStatus
    countries: dict[str, HeldStatus]
    sites: list[HeldPlace]
    conflicts: list[Key]
    sources: dict[int, HeldSource]

    @property
    def places(self) -> list[HeldPlace]:
        """The sites in the order they were entered, then the countries without one, or one place that is nowhere."""
        sites, countries = self.sites, self.countries
        named = {site.country for site in sites}
        if named and named.issuperset(countries):
            return sites
        return sites + [HeldPlace(self.pk, country=one) for one in countries or [""] if one not in named]

    def is_disputed(self, place: HeldPlace) -> bool:
        """Whether a key fact of the study as a whole, of this country, or of this site awaits a decision."""
        if not self.conflicts:
            return False
        here = {*((name, "", None) for name in OF_STUDY), (COUNTRY_STATUS, place.country, None)}
        site = place.site_id
        return any(
            key in here or (key[0] == SITE_STATUS and site is not None and key[2] == site) for key in self.conflicts
        )


_SOURCE = ("pk", "study_id", "label", "url", "as_of", "read_date")
# As the fields of HeldStatus, HeldSource and HeldPlace stand. Sources are not joined: PostgreSQL would read all there
# are, for every five hundred studies of a file, three times.
_STUDIES = Prepared(
    Study.objects.all, "pk", "pk", "recruitment_status", "status_source_id", "status_as_of", "start_date"
)
_SOURCES = Prepared(lambda: Source.objects.order_by("pk"), "study__pk", *_SOURCE)
_OTHER_SOURCES = Prepared(Source.objects.all, "pk", *_SOURCE)
_COUNTRIES = Prepared(
    lambda: StudyCountry.objects.order_by("country"), "study__pk", "study_id", "country", "status", "status_source_id"
)
_SITES = Prepared(
    lambda: StudySite.objects.order_by("pk"),
    "study__pk",
    *("study_id", "pk", "site_id", "site__slug", "site__name_nb", "site__name_en", "site__city", "site__country"),
    *("site__is_undisclosed", "site__health_region", "site__latitude", "site__longitude"),
    *("status", "status_source_id", "status_as_of", "expected_open_date"),
    *(
        "takes_external_referrals",
        "takes_foreign_referrals",
        "pause_reason",
        "verified_at",
        "verification_method",
        "verified_role",
    ),
)
_CONFLICTS = Prepared(
    lambda: ProposedChange.objects.filter(decision=Decision.PENDING, field__in=KEY_FIELDS),
    "study__pk",
    *("study_id", "field", "country", "site_id"),
)


def place_rows(studies: Collection[int]) -> dict[int, HeldPlaces]:
    """The rows of the studies (primary keys), by the study's; five queries."""
    of_study = {pk: HeldStatus(*values) for pk, *values in _STUDIES(studies)}
    countries: dict[int, dict[str, HeldStatus]] = {pk: {} for pk in of_study}
    for pk, country, *values in _COUNTRIES(studies):
        countries[pk][country] = HeldStatus(*values)
    sites: dict[int, list[HeldPlace]] = {pk: [] for pk in of_study}
    for values in _SITES(studies):
        sites[values[0]].append(HeldPlace(*values))
    conflicts: dict[int, set[Key]] = defaultdict(set)
    for pk, *key in _CONFLICTS(studies):
        conflicts[pk].add(tuple(key))
    sources = _sources(studies, {pk: _named(of_study[pk], countries[pk], sites[pk]) for pk in of_study})
    return {
        pk: HeldPlaces(pk, status, countries[pk], sites[pk], sorted(conflicts.get(pk, ()), key=str), sources[pk])
        for pk, status in of_study.items()
    }


def _named(status: HeldStatus, countries: Mapping[str, HeldStatus], sites: Iterable[HeldPlace]) -> list[int]:
    """The sources that statuses name."""
    found = [status.source_id, *(one.source_id for one in countries.values()), *(one.source_id for one in sites)]
    return [source for source in found if source]


def _sources(studies: Collection[int], named: Mapping[int, list[int]]) -> dict[int, dict[int, HeldSource]]:
    """The sources of each study, and what else is `named`: nothing forbids that a status names another study's."""
    found: dict[int, dict[int, HeldSource]] = {pk: {} for pk in named}
    for pk, *values in _SOURCES(studies):
        found[values[0]][pk] = HeldSource(*values)
    missing = {source: pk for pk, sources in named.items() for source in sources if source not in found[pk]}
    others = {pk: HeldSource(*values) for pk, *values in _OTHER_SOURCES(sorted(missing))} if missing else {}
    for pk, sources in named.items() if others else ():
        found[pk] |= {source: others[source] for source in sources if source in others and source not in found[pk]}
    return found
