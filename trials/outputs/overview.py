"""The register as a whole: how much there is, by place and by disease, and how fresh it is."""

from collections import Counter
from dataclasses import dataclass, replace
from math import ceil

from django.db.models import Case, CharField, Count as Number, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from pyroaring import BitMap

from trials.choices import Classification, IndicationGroup, RecruitmentStatus, Region
from trials.dates import PartialDate
from trials.localised import Localised
from trials.models import Product, Publication, Site, Sponsor, Study, StudySite
from trials.query.completeness import Fact, lacking
from trials.query.index.held import ALL_DATA, Index
from trials.query.tree import IndicationTree

CTIS = "CTIS (EU)"
# So many dates stand in a table of their own.
DATES = 30
REGISTRIES = {"clinicaltrials.gov": "ClinicalTrials.gov", "euclinicaltrials.eu": CTIS}


@dataclass(frozen=True)
class Count:
    """Studies of one place or disease: all, and recruiting; the shares are per cent of the table's largest row."""

    name: Localised
    query: str
    recruiting: int
    studies: int
    share: int = 0
    recruiting_share: int = 0
    depth: int = 0
    slug: str = ""


@dataclass(frozen=True)
class DiseaseGroup:
    """The diseases of one group, with the number of studies of any of them."""

    code: str
    name: str
    studies: int
    diseases: list[Count]


@dataclass(frozen=True)
class Freshness:
    """How many statuses a source gave on one date, or from `date` to `until`; both None where no date is stated."""

    name: str
    date: PartialDate | None
    until: PartialDate | None
    studies: int


@dataclass(frozen=True)
class Totals:
    """How many of each there are."""

    studies: int
    recruiting: int
    norwegian: int
    nordic: int
    european: int
    countries: int
    sites: int
    undisclosed_sites: int
    sponsors: int
    products: int
    publications: int
    automatic: int
    curated: int
    incomplete: int
    without_modality: int
    without_status_date: int
    confirmed: int


def count(name: Localised, query: str, studies: BitMap, index: Index, **position: object) -> Count:
    """The count of one set of studies."""
    recruiting = studies.intersection_cardinality(index.of("status", [RecruitmentStatus.RECRUITING]))
    return Count(name, query, recruiting, len(studies), **position)  # type: ignore[arg-type]


def with_shares(counts: list[Count], largest: int = 0) -> list[Count]:
    """The counts with their shares of `largest`, or of the largest of them, in whole per cent, rounded up."""
    whole = largest or max((one.studies for one in counts), default=0) or 1
    return [
        replace(one, share=ceil(100 * one.studies / whole), recruiting_share=ceil(100 * one.recruiting / whole))
        for one in counts
    ]


def disease_groups(index: Index, tree: IndicationTree, language: str) -> list[DiseaseGroup]:
    """All diseases that a study is about, by group, narrower ones under wider ones; shares on one scale for all."""
    largest = max((len(studies) for studies in index.values("indication").values()), default=0)
    groups = []
    for group in IndicationGroup:
        counts = [
            count(tree.name(one.pk, language), f"indication={one.slug}", studies, index, depth=depth, slug=one.slug)
            for one, depth in tree.walk(language)
            if one.group == group and (studies := index.of("indication", [one.slug]))
        ]
        if counts:
            studies = index.of("indication", [one.slug for one in counts])
            groups.append(DiseaseGroup(group.value, str(group.label), len(studies), with_shares(counts, largest)))
    return groups


def freshness() -> list[Freshness]:
    """The statuses of the published studies by registry and date, newest first, then older and other ones; one query.

    Of a register with more than DATES of them, the oldest of each registry are one row.
    """
    read: list[Freshness] = []
    other: list[Freshness] = []
    undated = 0
    for name, written, studies in _by_registry_and_date():
        if not written:
            undated += studies
        else:
            (read if name else other).append(Freshness(name, PartialDate.parse(written), None, studies))
    read.sort(key=lambda row: str(row.date), reverse=True)
    rows, older = read[:DATES], read[DATES:]
    for name in dict.fromkeys(row.name for row in older):
        rows.append(_together(name, [row for row in older if row.name == name]))
    if other:
        rows.append(_together(_("Other sources"), other))
    if undated:
        rows.append(Freshness(_("Status without a date"), None, None, undated))
    return rows


def _together(name: str, rows: list[Freshness]) -> Freshness:
    """The rows as one, from the first date to the last, where that is another."""
    dates = {row.date for row in rows if row.date}
    return Freshness(name, min(dates), max(dates) if len(dates) > 1 else None, sum(row.studies for row in rows))


def _by_registry_and_date() -> QuerySet[Study, tuple[str, str | None, int]]:
    """How many statuses each registry, or others (empty), gave on each date as the database writes it; by name."""
    written = ExpressionWrapper(F("status_as_of"), CharField())
    of_registry = [When(_stands_at(host), then=Value(name)) for host, name in REGISTRIES.items()]
    named = Case(*of_registry, default=Value(""), output_field=CharField())
    rows = Study.objects.published().annotate(registry_name=named, written=written)
    return rows.values_list("registry_name", "written").annotate(Number("pk")).order_by("registry_name", "written")


def _stands_at(host: str) -> Q:
    """Whether a status was given by a source at this host."""
    starts = [f"{scheme}://{www}{host}" for scheme in ("https", "http") for www in ("", "www.")]
    found = Q(status_source__url__in=starts)
    for start in starts:
        found |= Q(status_source__url__startswith=f"{start}/")
    return found


def totals(index: Index) -> Totals:
    """The figures of the page about the register, found once for each state of the data."""
    return index.once((ALL_DATA,), "totals", make=lambda: _totals(index))


def _totals(index: Index) -> Totals:
    classified = Counter(dict(Study.objects.published().values_list("classification").annotate(Number("pk"))))
    modalities = BitMap().union(*index.values("modality").values())
    # Asked for those of published studies, SQLite would look at every site of each of them.
    confirmed = StudySite.objects.filter(verified_at__isnull=False).values_list("study_id", flat=True)
    return Totals(
        studies=len(index.everything),
        recruiting=len(index.of("status", [RecruitmentStatus.RECRUITING])),
        norwegian=len(index.of("country", ["NO"])),
        nordic=len(index.of("region", [Region.NORDIC])),
        european=len(index.of("region", [Region.EUROPE])),
        countries=len(index.values("country")),
        sites=Site.objects.count(),
        undisclosed_sites=Site.objects.filter(is_undisclosed=True).count(),
        sponsors=Sponsor.objects.count(),
        products=Product.objects.count(),
        publications=Publication.objects.count(),
        automatic=classified[Classification.AUTOMATIC],
        curated=classified[Classification.CURATED],
        incomplete=Study.objects.published().filter(lacking(*Fact)).count(),
        without_modality=len(index.everything - modalities),
        without_status_date=Study.objects.published().filter(status_as_of__isnull=True).count(),
        confirmed=sum(pk in index.everything for pk in confirmed),
    )
