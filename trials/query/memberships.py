"""Which published studies stand under which value of which parameter.

The list, every count beside a choice and the heading come from these sets, so they cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self

from trials import ages
from trials.choices import HealthRegion, Region
from trials.dates import PartialDate
from trials.models import Study, StudyCountry, StudySite
from trials.places import countries_in
from trials.query.tree import IndicationTree

Members = dict[str, set[int]]

PARAMETERS = (
    *("status", "phase", "study_type", "sponsor", "sponsor_type"),
    *("indication", "country", "region", "site", "product", "modality", "target"),
)

# A study's modality and targets are its own and its products' together.
LINKS = (
    ("products__slug", "product"),
    ("own_targets__slug", "target"),
    ("products__targets__slug", "target"),
    ("own_modalities__modality", "modality"),
    ("products__modality", "modality"),
)


@dataclass(frozen=True)
class StudyFacts:
    """What ordering and the age filter need of one study; ages in months."""

    minimum_age: int | None
    maximum_age: int | None
    phase: str
    sample_size: int | None
    start_date: PartialDate | None
    last_registry_update: PartialDate | None


@dataclass(frozen=True)
class Memberships:
    """The published studies (primary keys), and for each parameter the studies under each of its values."""

    facts: dict[int, StudyFacts]
    values: dict[str, Members] = field(default_factory=dict)

    @property
    def everything(self) -> set[int]:
        """All published studies."""
        return set(self.facts)

    def of(self, parameter: str, values: Iterable[str]) -> set[int]:
        """The studies under any of `values`; a value that no study has holds none."""
        members = self.values[parameter]
        return set().union(*(members.get(value, set()) for value in values))

    def with_values(self, **values: Members) -> Self:
        """The same, and the studies under each value of further parameters."""
        return replace(self, values=self.values | values)

    def including_age(self, years: Iterable[int]) -> set[int]:
        """The studies whose registered limits include a person of any of these ages in whole years."""
        wanted = list(years)
        return {
            pk
            for pk, facts in self.facts.items()
            if any(ages.includes(facts.minimum_age, facts.maximum_age, age) for age in wanted)
        }


def memberships(tree: IndicationTree) -> Memberships:
    """The memberships as they stand in the database; a constant number of queries."""
    found, values = _columns()
    for path, parameter in LINKS:
        _collect(values[parameter], Study.objects.published().values_list("pk", path))
    _collect_indications(values["indication"], tree)
    _collect_places(values)
    return Memberships(found, values)


def _columns() -> tuple[dict[int, StudyFacts], dict[str, Members]]:
    values: dict[str, Members] = {parameter: {} for parameter in PARAMETERS}
    found = {}
    rows = Study.objects.published().values_list(
        "pk",
        "recruitment_status",
        "phase",
        "study_type",
        "primary_sponsor__slug",
        "primary_sponsor__sponsor_type",
        "minimum_age_months",
        "maximum_age_months",
        "sample_size",
        "start_date",
        "last_registry_update",
    )
    for (
        pk,
        status,
        phase,
        study_type,
        sponsor,
        sponsor_type,
        low,
        high,
        size,
        start,
        updated,
    ) in rows.iterator():
        found[pk] = StudyFacts(low, high, phase, size, start, updated)
        of_study = {
            "status": status,
            "phase": phase,
            "study_type": study_type,
            "sponsor": sponsor,
            "sponsor_type": sponsor_type,
        }
        for parameter, value in of_study.items():
            _collect(values[parameter], [(pk, value)])
    return found, values


def _collect(members: Members, pairs: Iterable[tuple[int, str | None]]) -> None:
    for pk, value in pairs:
        if value:
            members.setdefault(value, set()).add(pk)


def _collect_indications(members: Members, tree: IndicationTree) -> None:
    for pk, indication in Study.objects.published().values_list("pk", "indications"):
        if indication is not None:
            for ancestor in tree.ancestors(indication):
                members.setdefault(tree.by_id[ancestor].slug, set()).add(pk)


def _collect_places(values: dict[str, Members]) -> None:
    published = Study.objects.published()
    _collect(values["country"], StudyCountry.objects.filter(study__in=published).values_list("study_id", "country"))
    sites = StudySite.objects.filter(study__in=published).values_list("study_id", "site__slug", "site__health_region")
    for pk, site, health_region in sites:
        _collect(values["site"], [(pk, site)])
        _collect(values["region"], [(pk, health_region)])
    for region in set(Region) - {Region(region) for region in HealthRegion}:
        for country in countries_in(region):
            values["region"].setdefault(region, set()).update(values["country"].get(country, ()))
