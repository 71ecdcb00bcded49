"""What a study is filed under for its facets, its orders and its age limits."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from trials.ages import OLDEST_YEARS
from trials.choices import HealthRegion, Phase, Region
from trials.models import Site, Study, StudyCountry, StudyModality, StudySite
from trials.places import countries_in
from trials.query.index.keys import AGE_FROM, AGE_TO, AGE_UNSTATED, EVERYTHING, ORDERS, Filed, Term, facet
from trials.query.links import grouped
from trials.query.prepared import Prepared
from trials.query.tree import IndicationTree

PHASE_RANK = {phase: rank for rank, phase in enumerate(Phase.values) if phase != Phase.NOT_APPLICABLE}
# The parameters that are columns of a study, in the order they are read in.
_COLUMNS = {
    "status": "recruitment_status",
    "phase": "phase",
    "study_type": "study_type",
    "sponsor": "primary_sponsor__slug",
    "sponsor_type": "primary_sponsor__sponsor_type",
}
_AGES = ("minimum_age_months", "maximum_age_months")
# The place of a study in an order, largest last; empty where the study does not state the fact.
_PLACES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "phase": ("phase", lambda phase: f"{PHASE_RANK[phase]:02}" if phase in PHASE_RANK else ""),
    "size": ("sample_size", lambda size: "" if size is None else f"{size:010}"),
    "start": ("start_date", lambda date: str(date or "")),
    "updated": ("last_registry_update", lambda date: str(date or "")),
}
_REGIONS_OF = {
    code: [region for region in set(Region) - {Region(one) for one in HealthRegion} if code in countries_in(region)]
    for code in sorted(set().union(*(countries_in(region) for region in (Region.NORDIC, Region.EUROPE))))
}


_STUDIES = Prepared(
    Study.objects.all, "pk", "pk", *_COLUMNS.values(), *(column for column, _place in _PLACES.values()), *_AGES
)
# A study's modality and targets are its own and its products' together.
_LINKS = [
    (parameter, Prepared(linked, "study__pk", "study_id", value))
    for parameter, linked, value in (
        ("product", Study.products.through.objects.all, "product__slug"),
        ("target", Study.own_targets.through.objects.all, "target__slug"),
        ("target", Study.products.through.objects.all, "product__targets__slug"),
        ("modality", StudyModality.objects.all, "modality"),
        ("modality", Study.products.through.objects.all, "product__modality"),
    )
]
_INDICATIONS = Prepared(Study.indications.through.objects.all, "study__pk", "study_id", "indication_id")
_COUNTRIES = Prepared(StudyCountry.objects.all, "study__pk", "study_id", "country")
_STUDY_SITES = Prepared(StudySite.objects.all, "study__pk", "study_id", "site_id")
_SITES = Prepared(Site.objects.all, "pk", "pk", "slug", "health_region")


def facet_terms(pks: Collection[int], tree: IndicationTree) -> Filed:
    """The terms of these studies, drafts among them; a constant number of queries."""
    yield from _of_columns(pks)
    for parameter, links in _LINKS:
        yield from _of_values(parameter, grouped(links(pks)))
    for indication, having in grouped(_INDICATIONS(pks)).items():
        yield from ((facet("indication", tree.by_id[one].slug), having) for one in tree.ancestors(indication))
    for country, having in grouped(_COUNTRIES(pks)).items():
        yield facet("country", country), having
        yield from ((facet("region", region), having) for region in _REGIONS_OF.get(country, ()))
    yield from _of_sites(pks)


def _of_values(parameter: str, studies: Mapping[str, list[int]]) -> Filed:
    return ((facet(parameter, value), having) for value, having in studies.items())


def _of_sites(pks: Collection[int]) -> Filed:
    studies = grouped(_STUDY_SITES(pks))
    for pk, slug, region in _SITES(studies.keys()):
        yield facet("site", slug), studies[pk]
        if region:
            yield facet("region", region), studies[pk]


def _of_columns(pks: Collection[int]) -> Filed:
    rows = _STUDIES(pks)
    held = dict(zip(_STUDIES.columns, zip(*rows, strict=True) if rows else [()] * len(_STUDIES.columns), strict=True))
    studies = held["pk"]
    yield EVERYTHING, studies
    for parameter, column in _COLUMNS.items():
        yield from _of_values(parameter, grouped(zip(studies, held[column], strict=True)))
    for order, (column, place) in _PLACES.items():
        yield from _of_values(ORDERS[order], grouped(zip(studies, map(place, held[column]), strict=True)))
    limits = zip(*(held[column] for column in _AGES), strict=True)
    for (low, high), having in grouped(zip(studies, limits, strict=True)).items():
        yield from ((term, having) for term in _of_ages(low, high))


def _of_ages(low: int | None, high: int | None) -> set[Term]:
    """The youngest and the oldest age in whole years that limits in months take in, as `ages.includes` says."""
    if low is None and high is None:
        return {AGE_UNSTATED}
    youngest = max(0, -((11 - (low or 0)) // 12))
    oldest = OLDEST_YEARS if high is None else min(high // 12, OLDEST_YEARS)
    return {Term(AGE_FROM, f"{youngest:03}".encode()), Term(AGE_TO, f"{oldest:03}".encode())}
