"""The list of studies answered simply: every published study is looked at, one after the other.

What the index must agree with, for any register: members, counts, order, and the word for the asker's place. Search
words are not answered here.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tests.places import places_of
from trials import ages
from trials.choices import Openness, Phase
from trials.models import Study
from trials.places import countries_in
from trials.query.asker import HOME, Asker
from trials.query.filters import StudyFilterSet, asked
from trials.query.nearest import Nearest, OpenWord, nearest
from trials.query.study_places import StudyPlace
from trials.query.tree import IndicationTree, indication_tree

WORDS = {
    Openness.OPEN_CONFIRMED: OpenWord.CONFIRMED,
    Openness.OPEN_PER_REGISTRY: OpenWord.REGISTRY,
    Openness.OPENING_SOON: OpenWord.SOON,
}
_SHOWN_HOW = {"sort", "page", "format", "near", "q"}


@dataclass(frozen=True)
class Held:
    """A study with its values by parameter, its places that count, and the one that answers."""

    study: Study
    values: dict[str, set[str]]
    places: list[StudyPlace]
    near: Nearest | None


def answer(params: QueryDict, today: datetime.date) -> list[Study]:
    """The studies that a question without faults holds, in its order."""
    chosen = _chosen(params)
    held = _held(chosen.get("near", HOME), today, only_here="only_here" in chosen)
    found = [one for one in held if all(_holds(one, *wanted) for wanted in chosen.items())]
    return [one.study for one in _in_order(found, chosen.get("sort") or ("near" if "near" in chosen else "updated"))]


def count(params: QueryDict, today: datetime.date, parameter: str, value: str) -> int:
    """How many studies the question holds when this value alone is chosen of the parameter."""
    alone = params.copy()
    alone.setlist(parameter, [value])
    return len(answer(alone, today))


def _chosen(params: QueryDict) -> dict[str, Any]:
    filterset = StudyFilterSet(asked(params))
    assert filterset.faults() == []
    return filterset.chosen


def _held(asker: Asker, today: datetime.date, *, only_here: bool) -> list[Held]:
    tree = indication_tree()
    found = []
    for study in Study.objects.published().order_by("pk"):
        places = [one for one in places_of([study.pk])[study.pk] if not only_here or asker.holds(one)]
        found.append(Held(study, _values(study, tree), places, nearest(places, asker, today)))
    return found


def _values(study: Study, tree: IndicationTree) -> dict[str, set[str]]:
    products, sites = list(study.products.all()), [one.site for one in study.study_sites.all()]
    countries = {one.country for one in study.countries.all()}
    targets = [*study.own_targets.all(), *(target for product in products for target in product.targets.all())]
    sponsor = study.primary_sponsor
    regions = {region for region in ("NORDIC", "EUROPE") if countries & countries_in(region)}
    wider = (tree.by_id[pk].slug for one in study.indications.all() for pk in tree.ancestors(one.pk))
    return {
        "status": {study.recruitment_status},
        "phase": {study.phase},
        "study_type": {study.study_type},
        "sponsor": {sponsor.slug} if sponsor else set(),
        "sponsor_type": {sponsor.sponsor_type} if sponsor else set(),
        "indication": {*wider},
        "country": countries,
        "region": {one.health_region for one in sites} | regions,
        "site": {one.slug for one in sites},
        "product": {one.slug for one in products},
        "modality": {one.modality for one in study.own_modalities.all()} | {one.modality for one in products},
        "target": {one.slug for one in targets},
    }


def _holds(held: Held, parameter: str, value: Any) -> bool:
    if parameter in _SHOWN_HOW:
        return True
    if parameter == "age":
        study = held.study
        return any(ages.includes(study.minimum_age_months, study.maximum_age_months, age) for age in value)
    if parameter in _OF_PLACES:
        return held.near is not None and _OF_PLACES[parameter](held, value)
    return bool(held.values[parameter] & {*value})


_OF_PLACES: dict[str, Callable[[Held, Any], bool]] = {
    "only_here": lambda held, value: True,
    "open": lambda held, value: held.near is not None and WORDS.get(held.near.openness) in value,
    "foreign": lambda held, value: any(place.takes_foreign_referrals for place in held.places),
    "confirmed_since": lambda held, value: any(
        (on := place.recruitment.last_confirmed_on) and on >= value for place in held.places
    ),
}


def _in_order(found: Iterable[Held], sort: str) -> list[Held]:
    """Largest first, those without the fact last, equal ones by key; or nearest first, equal ones as last changed."""
    if sort in ("near", "relevance"):
        newest = _in_order(found, "updated")
        return sorted(newest, key=lambda one: one.near.order) if sort == "near" else newest  # type: ignore[union-attr]
    key = _KEYS[sort]
    stated = sorted((one for one in found if key(one.study) is not None), key=lambda one: key(one.study), reverse=True)
    return stated + [one for one in found if key(one.study) is None]


_RANKS = {phase: rank for rank, phase in enumerate(Phase.values) if phase != Phase.NOT_APPLICABLE}
_KEYS: dict[str, Callable[[Study], Any]] = {
    "updated": lambda study: study.last_registry_update,
    "start": lambda study: study.start_date,
    "phase": lambda study: _RANKS.get(study.phase),
    "size": lambda study: study.sample_size,
}
