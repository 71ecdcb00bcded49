"""An address as a QR code, drawn as one SVG path: nothing is fetched, and the page's policy allows it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

# The white edge that readers need around the code, in modules (ISO/IEC 18004).
QUIET = 4


@dataclass(frozen=True)
class QrCode:
    """The code as an SVG path in a square of `size` modules, its white edge included."""

    path: str
    size: int


def qr_code(address: str) -> QrCode:
    """The code of an address; of middling robustness, so that a creased print can still be read."""
    code = segno.make(address, error="m", micro=False)
    moves = [
        f"M{x + QUIET} {y + QUIET}h{width}v1h-{width}z"
        for y, row in enumerate(code.matrix)
        for x, width in _dark_runs(row)
    ]
    return QrCode("".join(moves), len(code.matrix) + 2 * QUIET)


def _dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where each run of dark modules begins in a row, and how long it is."""
    x = 0
    for dark, run in groupby(row):
        width = len([*run])
        if dark:
            yield x, width
        x += width
