"""Lists as tables, row by row in constant memory, and tables as CSV."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from trials.outputs.columns import COLUMNS, NEAR_COLUMNS, Cell, Column, NearColumns
from trials.query.card_rows import cards
from trials.query.cards import StudyCard
from trials.text import csv_safe

# Excel takes a file for UTF-8 only when it begins so.
BYTE_ORDER_MARK = "\ufeff"
# Studies fetched, and rows sent, at a time.
BATCH = 500

Row = Sequence[Cell]


def in_batches(pks: Iterable[int]) -> Iterator[list[int]]:
    """A list of any length in pieces that can be fetched at once."""
    left = iter(pks)
    while batch := [*islice(left, BATCH)]:
        yield batch


def table(
    batches: Iterable[Sequence[int]],
    url_of: Callable[[StudyCard], str],
    columns: Mapping[str, Column] = COLUMNS,
    near: NearColumns | None = None,
) -> Iterator[Row]:
    """The studies (primary keys, a batch at a time) as rows in their order, the header first; one query a batch.

    `near` adds the place that answers for each study, where the file has one.
    """
    of_places = NEAR_COLUMNS if near else {}
    unknown = [""] * len(of_places)
    yield [*columns, *of_places]
    for batch in batches:
        studies = cards(batch)
        places = near.cells(studies.values()) if near else {}
        for pk, study in studies.items():
            url = url_of(study)
            yield [*(column(study, url) for column in columns.values()), *places.get(pk, unknown)]


def csv_text(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as CSV, many at a time; formula-safe."""
    rows = iter(rows)
    start = BYTE_ORDER_MARK
    while batch := [*islice(rows, BATCH)]:
        text = io.StringIO(newline="")
        # What no formula can start with needs no closer look, and is nearly all.
        safe = [[csv_safe(cell) if isinstance(cell, str) and cell < "A" else cell for cell in row] for row in batch]
        csv.writer(text).writerows(safe)
        yield start + text.getvalue()
        start = ""
