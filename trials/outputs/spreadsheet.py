"""Tables as spreadsheets (XLSX): written to a temporary file row by row, and sent in pieces, in constant memory."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from xlsxwriter import Workbook

from trials.outputs.columns import SEPARATOR
from trials.outputs.tabular import Row

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Characters that a cell of a spreadsheet can hold, counted as UTF-16 does.
LONGEST_CELL = 32767
CUT = f"{SEPARATOR}…"
PIECE = 64 * 1024
_WIDTH, _WIDTH_OF_NOTES = 18, 120


@dataclass(frozen=True)
class Notes:
    """What the file says of itself on a sheet of its own: a line a row; the names of both sheets; its day."""

    studies: str
    about: str
    lines: Sequence[str]
    day: datetime.date


def xlsx_pieces(rows: Iterable[Row], notes: Notes) -> Iterator[bytes]:
    """The rows as a spreadsheet, their first as its header; what lies on disk meanwhile goes, whatever happens.

    A text is a text, never a formula, a link or a number.
    """
    with TemporaryDirectory() as folder, TemporaryFile(dir=folder) as file:
        with Workbook(file, {"constant_memory": True, "tmpdir": folder, "use_zip64": True}) as workbook:
            # Otherwise the file would read the clock.
            workbook.set_properties({"created": datetime.datetime.combine(notes.day, datetime.time())})
            _fill(workbook.add_worksheet(notes.studies), rows, workbook.add_format({"bold": True}))
            about = workbook.add_worksheet(notes.about)
            about.set_column(0, 0, _WIDTH_OF_NOTES, workbook.add_format({"text_wrap": True, "valign": "top"}))
            for number, line in enumerate(notes.lines):
                about.write_string(number, 0, line)
        file.seek(0)
        yield from iter(lambda: file.read(PIECE), b"")


def _fill(sheet: Any, rows: Iterable[Row], bold: Any) -> None:
    number = 0
    row: Row = ()
    sheet.freeze_panes(1, 0)
    # A year alone is a text, as every date.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for number, row in enumerate(rows):
        _write(sheet, number, row, None if number else bold)
    sheet.set_column(0, len(row) - 1, _WIDTH)
    sheet.autofilter(0, 0, number, len(row) - 1)


def _write(sheet: Any, number: int, row: Row, look: Any) -> None:
    for place, cell in enumerate(row):
        if not isinstance(cell, str):
            sheet.write_number(number, place, cell, look)
        elif cell:
            sheet.write_string(number, place, _fitting(cell), look)


def _fitting(text: str) -> str:
    """The text; of one too long for a cell its first values, and that there are more."""
    if len(text) <= LONGEST_CELL // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= LONGEST_CELL:
        return text
    kept = units[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore")
    return (kept.rpartition(SEPARATOR)[0] or kept) + CUT
