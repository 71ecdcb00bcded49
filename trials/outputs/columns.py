"""The public fields of a study as data: one list, which every file format shares."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from trials import ages
from trials.models import Study
from trials.outputs.openness import place_words
from trials.places import rounded_km
from trials.query.nearest import Nearest

Cell = str | int
# The value in a study's row, from the study and its address.
Column = Callable[[Study, str], Cell]
SEPARATOR = "; "


def _joined(values: set[str] | list[str]) -> str:
    return SEPARATOR.join(sorted(values) if isinstance(values, set) else values)


def modalities(study: Study) -> set[str]:
    """The study's own modalities and its products' together."""
    own = {one.modality for one in study.own_modalities.all()}
    return own | {product.modality for product in study.products.all() if product.modality}


def targets(study: Study) -> set[str]:
    """Slugs of the study's own targets and its products' together."""
    own = {target.slug for target in study.own_targets.all()}
    return own | {target.slug for product in study.products.all() for target in product.targets.all()}


def _sources(study: Study) -> str:
    found = sorted(study.sources.all(), key=lambda source: source.pk)
    return _joined([f"{source.label} {source.url}".strip() for source in found])


# Several values are joined with "; ". Codes, not labels; dates as exact as the source gives them; ages in years.
COLUMNS: dict[str, Column] = {
    "slug": lambda study, url: study.slug,
    "url": lambda study, url: url,
    "identifiers": lambda study, url: _joined({number.value for number in study.identifiers.all()}),
    "acronym": lambda study, url: study.acronym,
    "public_title": lambda study, url: study.public_title,
    "recruitment_status": lambda study, url: study.recruitment_status,
    "phase": lambda study, url: study.phase,
    "study_type": lambda study, url: study.study_type,
    "modality": lambda study, url: _joined(modalities(study)),
    "targets": lambda study, url: _joined(targets(study)),
    "products": lambda study, url: _joined({product.name for product in study.products.all()}),
    "indications": lambda study, url: _joined({indication.slug for indication in study.indications.all()}),
    "primary_sponsor": lambda study, url: study.primary_sponsor.name if study.primary_sponsor else "",
    "sponsor_type": lambda study, url: study.primary_sponsor.sponsor_type if study.primary_sponsor else "",
    "countries": lambda study, url: _joined({one.country for one in study.countries.all()}),
    "sites": lambda study, url: _joined({one.site.name_en for one in study.study_sites.all()}),
    "start_date": lambda study, url: str(study.start_date or ""),
    "sample_size": lambda study, url: "" if study.sample_size is None else study.sample_size,
    "minimum_age": lambda study, url: ages.years_text(study.minimum_age_months),
    "maximum_age": lambda study, url: ages.years_text(study.maximum_age_months),
    "last_registry_update": lambda study, url: str(study.last_registry_update or ""),
    "status_as_of": lambda study, url: str(study.status_as_of or ""),
    "classification": lambda study, url: study.classification,
    "sources": lambda study, url: _sources(study),
}
# For whoever sees studies that the public does not.
COLUMNS_OF_ALL_STATES: dict[str, Column] = COLUMNS | {
    "publication_state": lambda study, url: study.publication_state,
}


@dataclass(frozen=True)
class NearCells:
    """The place that answers for a study, on the day and in the language of a file."""

    near: Nearest
    today: datetime.date
    language: str

    @property
    def words(self) -> str:
        """What the page says of it."""
        return place_words(self.near.place, self.today, self.language).sentence

    @property
    def distance(self) -> Cell:
        """Whole kilometres, as rounded as the page has them; empty where not known."""
        return "" if self.near.distance_km is None else rounded_km(self.near.distance_km)


# Of the nearest open place for whoever asks, or else of the best other one; after the columns of the study.
NEAR_COLUMNS: dict[str, Callable[[NearCells], Cell]] = {
    "openness": lambda cells: cells.near.openness.value,
    "openness_in_words": lambda cells: cells.words,
    "nearest_site": lambda cells: cells.near.place.name_en,
    "nearest_city": lambda cells: cells.near.place.city,
    "nearest_country": lambda cells: cells.near.place.country,
    "distance_km": lambda cells: cells.distance,
    "confirmed_date": lambda cells: str(cells.near.place.recruitment.last_confirmed_on or ""),
    "confirmed_by_role": lambda cells: cells.near.place.verified_role,
}
