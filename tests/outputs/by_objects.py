"""The file of a list as the first version made it, from model objects: what the quick one is compared with."""

import csv
from collections.abc import Callable, Iterator

from django.db.models import Prefetch
from django.utils import translation

from trials import ages
from trials.models import Study, StudySite
from trials.outputs.columns import NEAR_COLUMNS, Cell, NearCells
from trials.text import csv_safe

BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = "; "
BATCH = 500
Column = Callable[[Study, str], Cell]


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


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(
    pks: list[int],
    url_of: Callable[[Study], str],
    near_of: Callable[[int], NearCells] | None = None,
) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([*COLUMNS, *(NEAR_COLUMNS if near_of else ())])
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        studies = _with_columns(batch)
        for study in (studies[pk] for pk in batch if pk in studies):
            url = url_of(study)
            cells = [column(study, url) for column in COLUMNS.values()]
            cells += _near(near_of(study.pk)) if near_of else []
            yield writer.writerow([csv_safe(cell) if isinstance(cell, str) else cell for cell in cells])


def _near(cells: NearCells) -> list[Cell]:
    """In the language of the file: when it is sent, that of the request is no longer active."""
    with translation.override(cells.language):
        return [column(cells) for column in NEAR_COLUMNS.values()]


def _with_columns(pks: list[int]) -> dict[int, Study]:
    return (
        Study.objects.filter(pk__in=pks)
        .select_related("primary_sponsor")
        .prefetch_related(
            "identifiers",
            "own_modalities",
            "own_targets",
            "products__targets",
            "indications",
            "countries",
            "sources",
            Prefetch("study_sites", StudySite.objects.select_related("site")),
        )
        .in_bulk()
    )
