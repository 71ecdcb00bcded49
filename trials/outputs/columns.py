"""The public fields of a study as data: one list, which every file format shares."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils import translation

from trials import ages
from trials.outputs.openness import place_words
from trials.places import rounded_km
from trials.query.cards import StudyCard
from trials.query.nearest import Nearest
from trials.query.place_rows import HeldPlaces

Cell = str | int | float
# The value in a study's row, from the study and its address.
Column = Callable[[StudyCard, str], Cell]
SEPARATOR = "; "


def _joined(values: Iterable[str]) -> str:
    """Each value once, in one order whatever the database's."""
    return SEPARATOR.join(sorted({*values}))


def _sources(study: StudyCard) -> str:
    """Its own sources: a status may name another study's as well."""
    own = [source for source in study.places.sources.values() if source.study_id == study.pk]
    return SEPARATOR.join([f"{source.label} {source.url}".strip() for source in own])


def _modalities(study: StudyCard) -> str:
    """Its own and those of its products."""
    return _joined([*study.modalities, *(product.modality for product in study.products if product.modality)])


def _targets(study: StudyCard) -> str:
    """Its own and those of its products."""
    of_products = [target.slug for product in study.products for target in product.targets]
    return _joined([*of_products, *(target.slug for target in study.targets)])


def _years(months: int | None) -> Cell:
    """Years as a number, with two decimals at most; empty when there is no limit."""
    if months is None:
        return ""
    years, rest = divmod(months, 12)
    return float(ages.years_text(months)) if rest else years


# Several values are joined with "; ". Codes, not labels; dates as exact as the source gives them; ages in years.
COLUMNS: dict[str, Column] = {
    "slug": lambda study, url: study.slug,
    "url": lambda study, url: url,
    "identifiers": lambda study, url: _joined(value for _scheme, value in study.identifiers),
    "acronym": lambda study, url: study.acronym,
    "public_title": lambda study, url: study.public_title,
    "recruitment_status": lambda study, url: study.recruitment_status,
    "phase": lambda study, url: study.phase,
    "study_type": lambda study, url: study.study_type,
    "modality": lambda study, url: _modalities(study),
    "targets": lambda study, url: _targets(study),
    "products": lambda study, url: _joined(product.name for product in study.products),
    "indications": lambda study, url: _joined(disease.slug for disease in study.diseases),
    "primary_sponsor": lambda study, url: study.sponsor,
    "sponsor_type": lambda study, url: study.sponsor_type,
    "countries": lambda study, url: _joined(study.places.countries),
    "sites": lambda study, url: _joined([site.name_en for site in study.places.sites]),
    "start_date": lambda study, url: str(study.places.status.start or ""),
    "sample_size": lambda study, url: "" if study.sample_size is None else study.sample_size,
    "minimum_age": lambda study, url: _years(study.minimum_age_months),
    "maximum_age": lambda study, url: _years(study.maximum_age_months),
    "last_registry_update": lambda study, url: str(study.last_registry_update or ""),
    "status_as_of": lambda study, url: str(study.places.status.as_of or ""),
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


@dataclass(frozen=True)
class NearColumns:
    """The columns of NEAR_COLUMNS for a file; `near_in` gives the places that answer for studies."""

    near_in: Callable[[Iterable[HeldPlaces]], Mapping[int, Nearest]]
    today: datetime.date
    language: str

    def cells(self, studies: Iterable[StudyCard]) -> dict[int, list[Cell]]:
        """The cells of each study, in the file's language: when it is sent, that of the request is no longer active."""
        with translation.override(self.language):
            found = self.near_in(study.places for study in studies)
            of_studies = {pk: NearCells(one, self.today, self.language) for pk, one in found.items()}
            return {pk: [column(one) for column in NEAR_COLUMNS.values()] for pk, one in of_studies.items()}
