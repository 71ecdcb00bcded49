"""Lists as files for a spreadsheet."""

import csv
from collections.abc import Callable, Iterator, Mapping

from django.db.models import Prefetch
from django.utils import translation

from trials.models import Study, StudySite
from trials.outputs.columns import COLUMNS, NEAR_COLUMNS, Cell, Column, NearCells
from trials.text import csv_safe

# Excel takes a file for UTF-8 only when it begins so.
BYTE_ORDER_MARK = "\ufeff"
# Studies held in memory at a time.
BATCH = 500


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(
    pks: list[int],
    url_of: Callable[[Study], str],
    columns: Mapping[str, Column] = COLUMNS,
    near_of: Callable[[int], NearCells] | None = None,
) -> Iterator[str]:
    """The studies as lines of CSV, header first, in the order of `pks`; formula-safe; a few queries a batch.

    `near_of` gives the place that answers for a study (primary key), where the file has one.
    """
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([*columns, *(NEAR_COLUMNS if near_of else ())])
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        studies = _with_columns(batch)
        for study in (studies[pk] for pk in batch if pk in studies):
            url = url_of(study)
            cells = [column(study, url) for column in columns.values()]
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
