"""The coordinator's queue in Norwegian, by keyboard alone and without script; and what readers see of it."""

import sys
import time
from collections.abc import Iterator

import pytest

from tests.browser.conftest import ROOT, OpenWindow, SignedIn
from tests.browser.desk import HANDS, go, select, write
from tests.browser.queues import MAKE, SEVEN, UNDO, shell
from tests.browser.reading import texts
from tests.browser.test_admin_pages import DESK, PHONE, faults
from tests.browser.windows import Window

pytestmark = pytest.mark.browser

QUEUE = "/admin/trials/studysite/queue/"
AUTOGRAPH = "/nb/studies/nct06581198/"
TWO_MINUTES = 120


@pytest.fixture
def oslo(accounts: None, site_environment: dict[str, str]) -> Iterator[str]:
    """The key of AUTOGRAPH at Oslo; the coordinator belongs there, and to a hospital where seven rows are due."""
    yield shell(site_environment, ROOT, MAKE)
    shell(site_environment, ROOT, UNDO)


def chosen(window: Window) -> str:
    """The answer that is chosen in the open row."""
    return window.page.locator("[name=answer]:checked").get_attribute("value") or ""


def answer(window: Window, word: str) -> None:
    """Go from “still right”, which is chosen at first, to another answer."""
    HANDS.write(window.page.locator("[name=answer]:checked"), "")
    for _ in range(3):
        if chosen(window) == word:
            return
        window.page.keyboard.press("ArrowRight")
    raise AssertionError(f"There is no answer {word}.")


def test_a_coordinator_confirms_seven_rows_in_two_minutes_by_keyboard(
    signed_in: SignedIn, oslo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    window = signed_in("coordinator", script=False)
    page = window.page
    began = time.monotonic()

    go(window, page.locator(f".my-queue .piles a[href='{QUEUE}?kind=confirm']"))
    waited = page.locator(".my-rows > li").count()
    select(window, "verified_role", "STUDY_COORDINATOR")
    go(window, page.locator("#decision_form [type=submit]"))
    told = texts(page, ".messagelist li")
    for _ in range(SEVEN - 1):
        # The next row has the focus, and knows how and in which role its coordinator confirms.
        with page.expect_navigation():
            page.keyboard.press("Enter")
        told += texts(page, ".messagelist li")
    took = time.monotonic() - began

    with capsys.disabled():
        sys.stdout.write(f"\nSeven rows confirmed by keyboard in {took:.0f} seconds.\n")
    assert (waited, len(told)) == (SEVEN, SEVEN)
    assert all(line.startswith("Bekreftet: ") for line in told)
    assert texts(page, ".my-rows > li") == []
    assert took < TWO_MINUTES
    assert window.faults == []


def words(window: Window) -> dict[str, list[str]]:
    """What readers see of AUTOGRAPH: its status by country, and of the whole study."""
    window.open(AUTOGRAPH)
    shared = texts(window.page, ".agree .status")
    found: dict[str, list[str]] = {"": texts(window.page, ".answer-dl .status")}
    for row in window.page.locator("table.sites tbody tr:not(.grp)").all():
        country = row.locator("th").inner_text().split("\t")[0].split("\xa0")[0].rstrip(" 0123456789")
        found.setdefault(country, []).extend(row.locator(".status").all_inner_texts() or shared)
    return found


def test_oslo_pauses_with_a_reason_and_only_norways_word_changes(
    signed_in: SignedIn, open_window: OpenWindow, oslo: str
) -> None:
    reader, window = open_window(), signed_in("coordinator", script=False)
    page, before = window.page, words(reader)

    go(window, page.locator(f".my-queue .piles a[href='{QUEUE}?kind=never']"))
    if not page.locator(f"#row-{oslo} form").count():
        go(window, page.locator(f"#row-{oslo} a"))
    answer(window, "change")
    select(window, "status", "SUSPENDED")
    select(window, "verified_role", "STUDY_COORDINATOR")
    go(window, page.locator("#decision_form [type=submit]"))
    demanded = texts(page, ".errorlist li")
    after_refusal = words(reader)
    write(window, "pause_reason", "Venter på ny produksjonskapasitet")
    go(window, page.locator("#decision_form [type=submit]"))

    after = words(reader)
    assert demanded == ["En pause må ha en grunn: Skriv her hvorfor, med få ord."]
    assert after_refusal == before
    assert {country for country in before | after if before.get(country) != after.get(country)} == {"Norge"}
    assert (before["Norge"], after["Norge"]) == (["Rekrutterer"], ["Midlertidig stanset"])
    assert window.faults == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_no_page_of_the_queue_has_a_fault_light_or_dark(signed_in: SignedIn, oslo: str, width: int) -> None:
    window = signed_in("coordinator", width)
    addresses = {
        "first page": "/admin/",
        "to confirm": QUEUE,
        "to call": f"{QUEUE}?kind=contact",
        "row": f"{QUEUE}{oslo}/",
    }

    found = {}
    for name, address in addresses.items():
        status = window.open(address)
        window.page.emulate_media(color_scheme="dark")
        in_the_dark = [f"dark: {violation}" for violation in window.violations()]
        window.page.emulate_media(color_scheme="light")
        found[name] = ([] if status == 200 else [f"answered {status}"]) + in_the_dark + faults(window)
    window.open(f"{QUEUE}{oslo}/")
    window.page.locator("[name=answer][value=change]").check()
    found["change"] = faults(window)

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
