"""The register as a whole: how much there is, by place and by disease, and how fresh it is."""

from collections import Counter
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import urlsplit

from django.db.models import CharField, ExpressionWrapper, F
from django.utils.translation import gettext as _
from pyroaring import BitMap

from trials.choices import Classification, IndicationGroup, RecruitmentStatus, Region
from trials.dates import PartialDate
from trials.localised import Localised
from trials.models import Product, Publication, Site, Sponsor, Study, StudySite
from trials.query.completeness import facts_missing
from trials.query.index.held import ALL_DATA, Index
from trials.query.tree import IndicationTree

CTIS = "CTIS (EU)"
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
    """The statuses of the published studies by registry and date, newest first, then other sources; one query."""
    read: Counter[tuple[str, PartialDate]] = Counter()
    other: list[PartialDate] = []
    undated = 0
    for (site, as_of), studies in _by_site_and_date().items():
        host = (urlsplit(site).hostname or "").removeprefix("www.")
        if not as_of:
            undated += studies
        elif host in REGISTRIES:
            read[(REGISTRIES[host], PartialDate.parse(as_of))] += studies
        else:
            other += [PartialDate.parse(as_of)] * studies
    newest = sorted(read.items(), key=lambda row: str(row[0][1]), reverse=True)
    rows = [Freshness(name, date, None, studies) for (name, date), studies in newest]
    if other:
        rows.append(Freshness(_("Other sources"), min(other), max(other), len(other)))
    if undated:
        rows.append(Freshness(_("Status without a date"), None, None, undated))
    return rows


def _by_site_and_date() -> Counter[tuple[str, str | None]]:
    """How many statuses the sources on one website gave on one date, as the database writes it."""
    written = ExpressionWrapper(F("status_as_of"), CharField())
    rows = Study.objects.published().annotate(written=written).values_list("status_source__url", "written")
    return Counter(("/".join((url or "").split("/", 3)[:3]), date) for url, date in rows)


def totals(index: Index) -> Totals:
    """The figures of the page about the register, found once for each state of the data."""
    return index.once((ALL_DATA,), "totals", make=lambda: _totals(index))


def _totals(index: Index) -> Totals:
    classified = Counter(Study.objects.published().values_list("classification", flat=True))
    modalities = BitMap().union(*index.values("modality").values())
    confirmed = StudySite.objects.filter(study__in=Study.objects.published(), verified_at__isnull=False)
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
        incomplete=len(set().union(*facts_missing().values())),
        without_modality=len(index.everything - modalities),
        without_status_date=Study.objects.published().filter(status_as_of__isnull=True).count(),
        confirmed=confirmed.count(),
    )
