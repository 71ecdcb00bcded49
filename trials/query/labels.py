"""What a value of a parameter is called, in the reader's language."""

from dataclasses import dataclass
from typing import Any

from trials.choices import HealthRegion, Modality, Phase, RecruitmentStatus, Region, SponsorType, StudyType
from trials.localised import Localised
from trials.models import Product, Site, Sponsor, Target
from trials.names import capitalised, site_names, target_name
from trials.places import COUNTRY_CODES, country_name
from trials.query.nearest import OpenWord
from trials.query.ranking import Sort
from trials.query.tree import IndicationTree

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


def labels(tree: IndicationTree, language: str) -> Labels:
    """The names of all diseases, targets, products, sponsors and sites; four queries."""

    def plain(name: str) -> Localised:
        return Localised(name, language)

    return Labels(
        language,
        {
            "indication": {tree.by_id[pk].slug: tree.name(pk, language) for pk in tree.by_id},
            "target": {
                target.slug: plain(capitalised(target_name(target.slug, target.name)))
                for target in Target.objects.all()
            },
            "product": {slug: plain(name) for slug, name in Product.objects.values_list("slug", "name")},
            "sponsor": {slug: plain(name) for slug, name in Sponsor.objects.values_list("slug", "name")},
            "site": site_names(Site.objects.all(), language),
        },
    )
