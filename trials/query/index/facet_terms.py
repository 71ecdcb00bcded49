"""What a study is filed under for its facets, its orders and its age limits."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from trials.ages import OLDEST_YEARS
from trials.choices import HealthRegion, Phase, Region
from trials.dates import PartialDate
from trials.models import Study, StudyCountry, StudySite
from trials.places import countries_in
from trials.query.index.keys import AGE_FROM, AGE_TO, AGE_UNSTATED, EVERYTHING, ORDERS, Term, facet
from trials.query.tree import IndicationTree

Terms = defaultdict[int, set[Term]]

# A study's modality and targets are its own and its products' together.
LINKS = (
    ("products__slug", "product"),
    ("own_targets__slug", "target"),
    ("products__targets__slug", "target"),
    ("own_modalities__modality", "modality"),
    ("products__modality", "modality"),
)
PHASE_RANK = {phase: rank for rank, phase in enumerate(Phase.values) if phase != Phase.NOT_APPLICABLE}
# The parameters that are columns of a study, in the order they are read in.
_COLUMNS = {
    "status": "recruitment_status",
    "phase": "phase",
    "study_type": "study_type",
    "sponsor": "primary_sponsor__slug",
    "sponsor_type": "primary_sponsor__sponsor_type",
}
_FACTS = ("minimum_age_months", "maximum_age_months", "sample_size", "start_date", "last_registry_update")
_REGIONS_OF = {
    code: [region for region in set(Region) - {Region(one) for one in HealthRegion} if code in countries_in(region)]
    for code in sorted(set().union(*(countries_in(region) for region in (Region.NORDIC, Region.EUROPE))))
}


def facet_terms(pks: Collection[int], tree: IndicationTree) -> Terms:
    """The terms of each of the published studies; a constant number of queries."""
    found: Terms = defaultdict(set)
    published = Study.objects.published().filter(pk__in=pks)
    for pk, *row in published.values_list("pk", *_COLUMNS.values(), *_FACTS):
        found[pk] = _of_columns(row)
    for path, parameter in LINKS:
        _collect(found, parameter, published.values_list("pk", path))
    for pk, indication in published.values_list("pk", "indications"):
        if indication is not None:
            found[pk] |= {facet("indication", tree.by_id[one].slug) for one in tree.ancestors(indication)}
    for pk, country in StudyCountry.objects.filter(study__in=pks).values_list("study_id", "country"):
        if pk in found:
            found[pk].add(facet("country", country))
            found[pk].update(facet("region", region) for region in _REGIONS_OF.get(country, ()))
    sites = StudySite.objects.filter(study__in=pks).values_list("study_id", "site__slug", "site__health_region")
    for pk, site, region in sites:
        _collect(found, "site", [(pk, site)])
        _collect(found, "region", [(pk, region)])
    return found


def _collect(found: Terms, parameter: str, pairs: Iterable[tuple[int, str | None]]) -> None:
    for pk, value in pairs:
        if value and pk in found:
            found[pk].add(facet(parameter, value))


def _of_columns(row: list[Any]) -> set[Term]:
    values, (low, high, size, start, updated) = row[: len(_COLUMNS)], row[len(_COLUMNS) :]
    terms = {facet(parameter, value) for parameter, value in zip(_COLUMNS, values, strict=True) if value}
    terms |= {EVERYTHING, *_of_ages(low, high), *_of_orders(values[1], size, start, updated)}
    return terms


def _of_orders(phase: str, size: int | None, start: PartialDate | None, updated: PartialDate | None) -> set[Term]:
    """The places in the orders of a list, largest last; nothing where the study does not state the fact."""
    rank = PHASE_RANK.get(phase)
    keys = {
        "updated": str(updated or ""),
        "start": str(start or ""),
        "phase": "" if rank is None else f"{rank:02}",
        "size": "" if size is None else f"{size:010}",
    }
    return {Term(ORDERS[order], key.encode()) for order, key in keys.items() if key}


def _of_ages(low: int | None, high: int | None) -> set[Term]:
    """The youngest and the oldest age in whole years that limits in months take in, as `ages.includes` says."""
    if low is None and high is None:
        return {AGE_UNSTATED}
    youngest = max(0, -((11 - (low or 0)) // 12))
    oldest = OLDEST_YEARS if high is None else min(high // 12, OLDEST_YEARS)
    return {Term(AGE_FROM, f"{youngest:03}".encode()), Term(AGE_TO, f"{oldest:03}".encode())}
