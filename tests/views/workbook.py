"""A spreadsheet as a reader opens it: its sheets, cell by cell."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Workbook:
    """The rows of each sheet, by its name; and the files inside."""

    sheets: dict[str, list[list[Any]]]
    parts: dict[str, bytes]

    @property
    def source(self) -> str:
        return "".join(part.decode() for part in self.parts.values())


def read(data: bytes) -> Workbook:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [sheet.get("name", "") for sheet in ET.fromstring(parts["xl/workbook.xml"]).iter(f"{_MAIN}sheet")]
    found = [ET.fromstring(parts[f"xl/worksheets/sheet{number}.xml"]) for number in range(1, len(names) + 1)]
    return Workbook({name: _rows(sheet) for name, sheet in zip(names, found, strict=True)}, parts)


def _rows(sheet: ET.Element) -> list[list[Any]]:
    rows = [{_place(cell): _value(cell) for cell in row.iter(f"{_MAIN}c")} for row in sheet.iter(f"{_MAIN}row")]
    width = max((max(row, default=-1) for row in rows), default=-1) + 1
    return [[row.get(place, "") for place in range(width)] for row in rows]


def _place(cell: ET.Element) -> int:
    place = 0
    for letter in re.sub("[0-9]", "", cell.get("r", "")):
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def _value(cell: ET.Element) -> str | int | float:
    """A text with its codes of characters (_x000B_) read, as spreadsheets do; or a number."""
    if cell.get("t") == "inlineStr":
        text = "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
        return re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text)
    number = float(cell.findtext(f"{_MAIN}v") or "nan")
    return int(number) if number.is_integer() else number
