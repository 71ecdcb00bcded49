"""What imports leave to a person, decided by keyboard alone, on pages without a fault at any width and in any light."""

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import ROOT, SignedIn
from tests.browser.desk import HANDS, go, write
from tests.browser.imports import CHANGES, STUDIES, leave_to_a_person
from tests.browser.reading import texts
from tests.browser.test_admin_pages import DESK, PHONE, faults
from tests.browser.windows import Window

pytestmark = pytest.mark.browser

INBOX = "/admin/trials/study/inbox/"


@pytest.fixture(scope="module")
def left(accounts: None, site_environment: dict[str, str]) -> dict[str, str]:
    """Pages of what an import left."""
    return leave_to_a_person(site_environment, ROOT)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_no_page_of_the_desk_has_a_fault_light_or_dark(signed_in: SignedIn, left: dict[str, str], width: int) -> None:
    window = signed_in("editor", width, language="en")

    found = {}
    for name in ("queue", "study", "unsure", "question"):
        status = window.open(left[name])
        window.page.emulate_media(color_scheme="dark")
        in_the_dark = [f"dark: {violation}" for violation in window.violations()]
        window.page.emulate_media(color_scheme="light")
        found[name] = ([] if status == 200 else [f"answered {status}"]) + in_the_dark + faults(window)

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def choose(window: Window, proposal: Locator, word: str) -> None:
    """Go up from “decide later”, which is chosen at first, to the radio button with this value."""
    HANDS.write(proposal.locator("input:checked"), "")
    for _ in range(2):
        if proposal.locator("input:checked").get_attribute("value") == word:
            return
        window.page.keyboard.press("ArrowUp")
    assert proposal.locator("input:checked").get_attribute("value") == word


def test_an_editor_decides_twenty_changes_by_keyboard(signed_in: SignedIn, left: dict[str, str]) -> None:
    window = signed_in("editor", script=False, language="en")
    page = window.page
    go(window, page.locator(f".my-queue a[href='{INBOX}?kind=changes']"))
    waited = page.locator(".queue tbody tr").count()
    go(window, page.locator(".button.default"))

    told = []
    for _ in range(STUDIES):
        for number, word in enumerate(("theirs", "ours", "theirs", "ours")[:CHANGES]):
            choose(window, page.locator(".proposal").nth(number), word)
        write(window, "reason", "The protocol says so.")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        told += texts(page, ".messagelist li")

    assert waited == STUDIES
    assert told == [f"{CHANGES} changes decided."] * STUDIES
    assert page.url == window.site + INBOX
    window.open(f"{INBOX}?kind=changes")
    assert page.locator(".queue tbody tr").count() == 0


def test_an_editor_hands_a_field_back_from_the_studys_form(signed_in: SignedIn, left: dict[str, str]) -> None:
    editor = signed_in("editor", language="en")
    editor.open(left["form"])
    write(editor, "sample_size", "30")
    go(editor, editor.page.locator(".submit-row [name=_continue]"))

    told = editor.page.locator("#id_sample_size_helptext .decided").inner_text()
    go(editor, editor.page.locator("#id_sample_size_helptext .decided a"))
    go(editor, editor.page.locator("#hand_back_form [type=submit]"))

    assert told.startswith("Decided by editor, ")
    assert editor.page.locator("#id_sample_size_helptext .decided").count() == 0
