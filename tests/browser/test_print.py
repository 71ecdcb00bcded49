"""A study on paper: A4, the facts and where they are from, and nothing that can only be clicked."""

import re

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.reading import texts
from tests.browser.windows import SIDEWAYS

pytestmark = pytest.mark.browser

STUDY = "/en/studies/nct06581198/"
# What is left of 210 mm between the margins, in CSS pixels; A4 in points.
PAPER_WIDTH = 680
A4 = (595, 842)
ONLY_FOR_SCREENS = ".menu, form, .crumbs, .ds-skip-link, .foot ul"


def test_a_printed_study_is_a4(open_window: OpenWindow) -> None:
    window = open_window()
    window.open(STUDY)

    pdf = window.page.pdf(prefer_css_page_size=True)

    sizes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {A4}


def test_a_printed_study_has_nothing_to_click(open_window: OpenWindow) -> None:
    window = open_window(PAPER_WIDTH)
    window.open(STUDY)

    window.page.emulate_media(media="print")

    parts = window.page.locator(ONLY_FOR_SCREENS)
    assert parts.evaluate_all("parts => parts.map(part => part.checkVisibility())") == [False] * parts.count()


def test_a_printed_study_keeps_every_section_and_where_it_is_from(open_window: OpenWindow) -> None:
    window = open_window(PAPER_WIDTH)
    window.open(STUDY)
    on_screen = texts(window.page, "main h2")

    window.page.emulate_media(media="print")

    assert texts(window.page, "main h2") == on_screen
    addresses = window.page.locator(".srcs a:not(.report-link)").evaluate_all(
        "links => links.map(link => getComputedStyle(link, '::after').content)"
    )
    assert all("http" in address for address in addresses)


def test_a_printed_study_is_cut_off_nowhere(open_window: OpenWindow) -> None:
    window = open_window(PAPER_WIDTH)
    window.open(STUDY)

    window.page.emulate_media(media="print")

    assert window.page.evaluate(SIDEWAYS) == []


def test_a_study_read_in_the_dark_is_printed_on_white(open_window: OpenWindow) -> None:
    window = open_window(PAPER_WIDTH, colours="dark")
    window.open(STUDY)

    window.page.emulate_media(media="print")

    colours = window.page.evaluate(
        "() => ['backgroundColor', 'color'].map(name => getComputedStyle(document.body)[name])"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
