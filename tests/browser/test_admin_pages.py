"""The admin's pages: accessible, silent, at home with themselves, by keyboard, on a phone, and without script."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Colours, OpenWindow, SignedIn
from tests.browser.focus import tab_stops
from tests.browser.windows import Window

pytestmark = pytest.mark.browser

PHONE = 400
DESK = 1280
STUDIES = "/admin/trials/study/"
STUDY_SITES = "/admin/trials/studysite/"
SPONSORS = "/admin/trials/sponsor/"


def first_of(window: Window, listed: str) -> str:
    """The address of the first record of a list."""
    window.open(listed)
    address = window.page.locator("#result_list tbody th a").first.get_attribute("href")
    assert address
    return address.removesuffix("change/").split("change/?")[0]


def faults(window: Window) -> list[str]:
    found = window.violations() + window.misfits() + window.faults
    window.faults.clear()
    return found


def addresses(window: Window) -> dict[str, str]:
    study, study_site = first_of(window, f"{STUDIES}?q=ous-planned"), first_of(window, STUDY_SITES)
    first, second = (first_of(window, f"{SPONSORS}?q={name}").split("/")[-2] for name in ("novartis", "cabaletta"))
    return {
        "first page": "/admin/",
        "list": STUDIES,
        "filtered list": f"{STUDIES}?q=lupus&publication_state__exact=PUBLISHED&o=1",
        "list that is edited": f"{STUDY_SITES}?in=NO",
        "add": f"{STUDIES}add/",
        "add what has no autocomplete": "/admin/trials/target/add/",
        "change": f"{study}change/",
        "change a site": f"{study_site}change/",
        "history": f"{study}history/",
        "delete": f"{study}delete/",
        "withdraw": f"{study}withdraw/",
        "duplicates": f"{SPONSORS}duplicates/",
        "merge with what": f"{SPONSORS}merge/?thing={first}",
        "merge": f"{SPONSORS}merge/?thing={first}&thing={second}",
        "people": "/admin/auth/user/",
        "password": "/admin/password_change/",
    }


# Colours are the same at any width.
@pytest.mark.parametrize(("width", "is_dark_too"), [(DESK, True), (PHONE, False)])
def test_no_page_of_the_admin_has_a_fault_light_or_dark(signed_in: SignedIn, width: int, is_dark_too: bool) -> None:
    window = signed_in("superuser", width)

    found = {}
    for name, address in addresses(window).items():
        status = window.open(address)
        in_the_dark = []
        if is_dark_too:
            window.page.emulate_media(color_scheme="dark")
            in_the_dark = [f"dark: {violation}" for violation in window.violations()]
            window.page.emulate_media(color_scheme="light")
        found[name] = ([] if status == 200 else [f"answered {status}"]) + in_the_dark + faults(window)

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("width", "colours"), [(DESK, "dark"), (PHONE, "light")])
def test_the_way_in_and_out_has_no_fault(
    open_window: OpenWindow, signed_in: SignedIn, width: int, colours: Colours
) -> None:
    outside, inside = open_window(width, colours=colours), signed_in("coordinator", width, colours=colours)

    outside.open("/admin/login/")
    way_in = faults(outside)
    outside.open("/admin/login/")
    outside.page.locator("#id_login").fill("coordinator")
    outside.page.locator("#id_password").fill("wrong")
    outside.page.locator("#login-form [type=submit]").click()
    told = outside.page.get_by_role("alert").inner_text()
    refused = faults(outside)
    with inside.page.expect_navigation():
        inside.page.locator("#logout-form button").click()
    way_out = faults(inside)

    assert (way_in, refused, way_out) == ([], [], [])
    assert told


@pytest.mark.parametrize(
    ("path", "width"), [("/admin/", PHONE), (f"{STUDIES}?q=car-t+lupus&o=1", DESK), (f"{STUDIES}add/", PHONE)]
)
def test_the_focus_is_seen_wherever_it_is_in_the_admin(signed_in: SignedIn, path: str, width: int) -> None:
    window = signed_in("superuser", width)
    window.open(path)

    stops = tab_stops(window.page)

    assert [(stop["element"], stop["faults"]) for stop in stops if stop["faults"]] == []


def choose(page: Page, field: str, text: str) -> str:
    """Choose the first that fits from an autocomplete, with nothing but keys; what the field then shows."""
    box = page.locator(f"#id_{field} + .select2-container .select2-selection")
    box.focus()
    page.keyboard.press("Enter")
    page.keyboard.type(text)
    page.locator(".select2-results__option--highlighted").filter(has_text=re.compile(text, re.IGNORECASE)).wait_for()
    page.keyboard.press("Enter")
    return box.inner_text()


def test_an_autocomplete_has_a_name_and_is_worked_by_keys(signed_in: SignedIn) -> None:
    window = signed_in("superuser", language="en")
    window.open(f"{STUDIES}add/")
    page = window.page

    named = page.get_by_role("combobox", name=re.compile("sponsor", re.IGNORECASE)).count()
    page.locator("#id_primary_sponsor + .select2-container .select2-selection").focus()
    page.keyboard.press("Enter")
    while_open = window.violations()
    page.keyboard.press("Escape")
    chosen = choose(page, "primary_sponsor", "Novartis")

    assert (named, while_open, window.faults) == (1, [], [])
    assert "Novartis" in chosen


def test_a_row_that_was_added_has_names_too(signed_in: SignedIn) -> None:
    window = signed_in("superuser", language="en")
    window.open(f"{STUDIES}add/")

    window.page.locator("#study_sites-group .add-row a").click()
    window.page.locator("#id_study_sites-0-site + .select2-container").wait_for()

    assert (window.violations(), window.faults) == ([], [])


def test_the_choice_of_colours_holds_on_the_next_page(signed_in: SignedIn) -> None:
    window = signed_in("superuser", colours="light")
    page = window.page

    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".theme-toggle").click()
    window.open(STUDIES)
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert (before, after, window.faults) == ("rgb(255, 255, 255)", "rgb(23, 24, 26)", [])


def test_the_admin_works_without_script(signed_in: SignedIn) -> None:
    window = signed_in("superuser", DESK, script=False)
    page = window.page

    with page.expect_navigation():
        page.locator(".languages button[lang=en]").click()
    window.open(f"{STUDIES}?q=NCT05798117")
    page.locator("#result_list tbody th a").first.click()
    page.locator(".submit-row [name=_continue]").click()

    assert page.locator(".messagelist .success").inner_text() != ""
    assert page.locator("html").get_attribute("lang") == "en"
