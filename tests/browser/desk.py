"""The admin's forms, worked with nothing but the keyboard: fields, autocompletes, rows, and the pages between them."""

import re

from playwright.sync_api import Locator

from tests.browser.hands import Keyboard, follow
from tests.browser.windows import Window

STUDIES = "/admin/trials/study/"
HANDS = Keyboard()


def field(window: Window, name: str) -> Locator:
    """The field of that name in the form."""
    return window.page.locator(f"#id_{name}")


def write(window: Window, name: str, text: str) -> None:
    """Put the text in the place of what stands in a field."""
    HANDS.write(field(window, name), "")
    window.page.keyboard.press("ControlOrMeta+A")
    window.page.keyboard.type(text)


def select(window: Window, name: str, value: str) -> None:
    """Go down a closed list of choices to the one with this value."""
    HANDS.write(field(window, name), "")
    for _ in range(field(window, name).locator("option").count()):
        if field(window, name).input_value() == value:
            return
        window.page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no choice {value}.")


def choose(window: Window, name: str, text: str) -> str:
    """Type into an autocomplete, wait for the first that fits, and take it; what the field then shows."""
    page = window.page
    box = page.locator(f"#id_{name} + .select2-container")
    several = box.locator(".select2-search__field")
    HANDS.write(several if several.count() else box.locator(".select2-selection"), "")
    if not several.count():
        page.keyboard.press("Enter")
    page.keyboard.type(text)
    fitting = re.compile(re.escape(text), re.IGNORECASE)
    page.locator(".select2-results__option--highlighted").filter(has_text=fitting).wait_for()
    page.keyboard.press("Enter")
    return " ".join(box.locator(".select2-selection__rendered").inner_text().split())


def add_row(window: Window, part: str) -> None:
    """One more row of a part of the record."""
    HANDS.press(window.page.locator(f"#{part}-group .add-row a"))


def go(window: Window, target: Locator) -> None:
    """Press what brings another page, and wait for it."""
    follow(HANDS, target)


def save(window: Window, *, and_stay: bool = True) -> None:
    """Save the form; by default its page comes again."""
    go(window, window.page.locator(f".submit-row [name={'_continue' if and_stay else '_save'}]"))


def take_step(window: Window, step: str) -> None:
    """Go from a study's page to that of a step of publication, and take it."""
    go(window, window.page.locator(f".standing .ways a[href*='/{step}/']"))
    go(window, window.page.locator("#step_form [type=submit]"))


def find(window: Window, listed: str, text: str) -> None:
    """Search a list of the admin for what only one record has, and open that."""
    window.open(listed)
    HANDS.write(window.page.locator("#searchbar"), text)
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    go(window, window.page.locator("#result_list tbody th a"))
