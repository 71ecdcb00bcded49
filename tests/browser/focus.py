"""Where the keyboard goes: every element that Tab stops at, and what hides the focus there."""

from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Page

FOCUSED = Path(__file__).with_name("focused.js").read_text(encoding="utf-8")
MOST_TAB_STOPS = 1000


class Stop(TypedDict):
    """Where Tab stops; `isPage` when it has left the last element."""

    element: str
    isPage: bool
    part: str
    faults: list[str]


def tab_stops(page: Page) -> list[Stop]:
    """Everything that Tab stops at, from the top of the page to its end."""
    stops: list[Stop] = []
    for _ in range(MOST_TAB_STOPS):
        page.keyboard.press("Tab")
        stop: Stop = page.evaluate(FOCUSED)
        if stop["isPage"]:
            return stops
        stops.append(stop)
    raise AssertionError("Tab never leaves the page.")
