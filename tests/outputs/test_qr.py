"""A code that a phone reads: the drawing holds every module of it, with a white edge."""

import re

import segno

from trials.outputs.qr import QUIET, qr_code

ADDRESS = "https://cartracker.example/nb/studies/nct06581198/"


def test_the_drawing_has_every_dark_module_and_no_other() -> None:
    code = qr_code(ADDRESS)

    drawn = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path)
        for step in range(int(width))
    }
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    assert drawn == {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert code.size == len(matrix) + 2 * QUIET
