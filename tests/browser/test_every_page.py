"""Every type of page, in one language each: accessible, silent, at home with itself, no wider than a small phone."""

from itertools import cycle

import pytest

from tests.browser.conftest import Colours, OpenWindow
from tests.browser.pages import LANGUAGES, PAGES, SIX
from tests.browser.windows import Window

pytestmark = pytest.mark.browser

SMALL_PHONE = 320
TABLET = 768
DESK = 1280
DRESSES: tuple[tuple[int, Colours], ...] = ((SMALL_PHONE, "dark"), (DESK, "light"), (DESK, "forced"))


def faults(window: Window, name: str, language: str) -> list[str]:
    address = PAGES[name]
    status = window.open(address.in_language(language))
    wrong_status = [] if status == address.status else [f"answered {status}"]
    return wrong_status + window.violations() + window.misfits() + window.faults


# The languages take turns; each page in every one of them is a part of the long matrix below.
@pytest.mark.parametrize(("name", "language"), list(zip(PAGES, cycle(LANGUAGES), strict=False)))
def test_a_page_has_no_fault_on_a_small_phone(open_window: OpenWindow, name: str, language: str) -> None:
    window = open_window(SMALL_PHONE, language=language)

    assert faults(window, name, language) == []


@pytest.mark.parametrize(("width", "colours"), DRESSES)
@pytest.mark.parametrize("name", SIX)
def test_a_page_has_no_fault_in_another_dress(open_window: OpenWindow, name: str, width: int, colours: Colours) -> None:
    window = open_window(width, colours=colours)

    assert faults(window, name, "nb") == []


@pytest.mark.full
@pytest.mark.parametrize("colours", ["light", "dark", "forced"])
@pytest.mark.parametrize("width", [SMALL_PHONE, TABLET, DESK])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_in_any_dress(
    open_window: OpenWindow, name: str, language: str, width: int, colours: Colours
) -> None:
    window = open_window(width, language=language, colours=colours)

    assert faults(window, name, language) == []


def test_the_faults_a_page_may_have_are_seen(open_window: OpenWindow) -> None:
    window = open_window(SMALL_PHONE)
    window.open("/nb/privacy/")
    window.page.evaluate("""() => {
        console.log("a word");
        const picture = document.createElement("img");
        picture.src = "http://127.0.0.1:9/picture.png";
        const frame = document.createElement("div");
        frame.style.width = "400px";
        frame.append(picture);
        document.querySelector("main").append(frame);
    }""")

    seen = {fault.split(":")[0] for fault in window.violations() + window.misfits() + window.faults}

    assert seen == {"image-alt", "as it is", "spread", "at 200 %", "console", "foreign", "failed"}
