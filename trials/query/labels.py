"""What a value of a parameter is called, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from trials.choices import HealthRegion, Modality, Phase, RecruitmentStatus, Region, SponsorType, StudyType
from trials.localised import Localised
from trials.models import Product, Site, Sponsor, Target
from trials.names import capitalised, site_names, target_name
from trials.places import COUNTRY_CODES, country_name
from trials.query.index.held import HELD, MANY, NAMES, Index
from trials.query.index.known import tree_of
from trials.query.nearest import OpenWord
from trials.query.ranking import Sort

VOCABULARIES: dict[str, Any] = {
    "region": Region,
    "status": RecruitmentStatus,
    "modality": Modality,
    "phase": Phase,
    "sponsor_type": SponsorType,
    "study_type": StudyType,
    "sort": Sort,
    "open": OpenWord,
}


@dataclass(frozen=True)
class Labels:
    """The names of everything that can be chosen, in one language, by parameter and value."""

    language: str
    names: dict[str, dict[str, Localised]]

    def label(self, parameter: str, value: str) -> Localised:
        """What `value` is called; the value itself when it names nothing."""
        if vocabulary := VOCABULARIES.get(parameter):
            return Localised(str(vocabulary(value).label), self.language)
        if parameter == "country":
            return Localised(country_name(value, self.language), self.language)
        if parameter == "near":
            return self._asker(value)
        return self.names.get(parameter, {}).get(value) or Localised(str(value), self.language)

    def _asker(self, value: str) -> Localised:
        """A place to refer from: a health region, a country, or else a hospital."""
        if value in HealthRegion.values:
            return Localised(str(HealthRegion(value).label), self.language)
        return self.label("country" if value in COUNTRY_CODES else "site", value)


def labels(index: Index, language: str, chosen: Mapping[str, Any] = MappingProxyType({})) -> Labels:
    """The names of all diseases and targets, and of the products, sponsors and sites that are held or `chosen`.

    Those of what is held are read once for each state of the index, in four queries; one more for each parameter of
    which something else is chosen.
    """
    made = index.once((NAMES, *MANY), "labels", language, make=lambda: Labels(language, _held(index, language)))
    rare = {kind: [one for one in chosen.get(kind, ()) if one not in made.names[kind]] for kind in MANY}
    if not any(rare.values()):
        return made
    names = {kind: made.names[kind] | _NAMES[kind](slugs, language) for kind, slugs in rare.items() if slugs}
    return replace(made, names=made.names | names)


def _held(index: Index, language: str) -> dict[str, dict[str, Localised]]:
    tree = tree_of(index)
    targets = Target.objects.values_list("slug", "name")
    return {
        "indication": {one.slug: tree.name(pk, language) for pk, one in tree.by_id.items()},
        "target": {slug: Localised(capitalised(target_name(slug, name)), language) for slug, name in targets},
    } | {kind: _NAMES[kind](_those_held(index, kind), language) for kind in MANY}


def _those_held(index: Index, kind: str) -> list[str] | None:
    """The values whose names are told; None for all, those without a study too, where there are no more."""
    held = index.values(kind)
    return [*held] if len(held) >= HELD else None


def _of(model: type[Product] | type[Sponsor], slugs: list[str] | None, language: str) -> dict[str, Localised]:
    rows = model.objects.all() if slugs is None else model.objects.filter(slug__in=slugs)
    return {slug: Localised(name, language) for slug, name in rows.values_list("slug", "name")}


def _sites(slugs: list[str] | None, language: str) -> dict[str, Localised]:
    return site_names(Site.objects.all() if slugs is None else Site.objects.filter(slug__in=slugs), language)


_NAMES: dict[str, Callable[[list[str] | None, str], dict[str, Localised]]] = {
    "product": partial(_of, Product),
    "sponsor": partial(_of, Sponsor),
    "site": _sites,
}
