"""The keyboard alone: everything is reached, in the order it is read, and the focus is always seen."""

from itertools import groupby

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.focus import FOCUSED, tab_stops
from tests.browser.pages import PAGES, SIX
from tests.browser.reading import choice, slugs

pytestmark = pytest.mark.browser

PHONE = 390
DESK = 1280


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", SIX)
def test_the_focus_is_seen_wherever_it_is(open_window: OpenWindow, name: str, width: int) -> None:
    window = open_window(width)
    window.open(PAGES[name].in_language("nb"))

    stops = tab_stops(window.page)

    assert [(stop["element"], stop["faults"]) for stop in stops if stop["faults"]] == []


def test_the_focus_goes_from_the_top_of_a_list_to_its_end(open_window: OpenWindow) -> None:
    window = open_window(DESK)
    window.open(PAGES["filtered list"].in_language("nb"))

    parts = [part for part, _ in groupby(tab_stops(window.page), key=lambda stop: stop["part"])]

    # The link past the menu, the menu, what is chosen, the filters, the studies, and where the rest is.
    assert parts == ["a", "header", "main", "form", "main", "footer"]


def test_the_first_tab_stop_leads_past_the_menu(open_window: OpenWindow) -> None:
    window = open_window(DESK)
    window.open("/nb/studies/nct06581198/")
    page = window.page

    page.keyboard.press("Tab")
    is_seen = page.locator(".ds-skip-link").evaluate(
        "link => link === document.activeElement && link.offsetHeight > 24"
    )
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert is_seen
    assert page.evaluate(FOCUSED)["part"] == "main"


def test_enter_in_the_search_box_searches(open_window: OpenWindow) -> None:
    window = open_window(PHONE)
    window.open("/nb/")
    page = window.page

    page.get_by_role("searchbox").focus()
    page.keyboard.type("NCT06581198")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert slugs(page) == ["nct06581198"]


def test_space_ticks_a_choice_and_enter_asks_for_it(open_window: OpenWindow) -> None:
    window = open_window(DESK, language="en")
    window.open("/en/studies/")
    page = window.page

    recruiting = choice(page, "Recruiting")
    recruiting.focus()
    page.keyboard.press("Space")
    is_ticked = recruiting.is_checked()
    page.keyboard.press("Space")
    is_unticked = not recruiting.is_checked()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert (is_ticked, is_unticked) == (True, True)
    assert "status=RECRUITING" in page.url


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_folded_facet_is_opened_and_closed(open_window: OpenWindow, key: str) -> None:
    window = open_window(DESK, language="en")
    window.open("/en/studies/")
    page = window.page

    summary = page.locator("details.facet > summary").first
    summary.focus()
    page.keyboard.press(key)
    is_open = page.locator("details.facet").first.evaluate("facet => facet.open")
    page.keyboard.press(key)
    is_closed = not page.locator("details.facet").first.evaluate("facet => facet.open")

    assert (is_open, is_closed) == (True, True)
