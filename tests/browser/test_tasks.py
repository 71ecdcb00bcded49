"""What a doctor and a centre come for: with the mouse and with the keyboard alone, with scripts and without."""

import csv
import re
from pathlib import Path

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Hands, Keyboard, Mouse, follow
from tests.browser.reading import button, choice, link, slugs, texts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("hands", [Mouse(), Keyboard()], ids=["mouse", "keyboard"]),
    pytest.mark.parametrize("script", [True, False], ids=["script", "no script"]),
]

PHONE = 390
DESK = 1280


def test_a_doctor_finds_the_lupus_nephritis_study_in_norway_in_three_steps(
    open_window: OpenWindow, hands: Hands, script: bool
) -> None:
    window = open_window(PHONE, language="en", script=script)
    window.open("/en/")
    page = window.page

    hands.write(page.get_by_label("Disease, drug or study number"), "lupus nephritis")
    follow(hands, button(page, "Search"))
    hands.press(page.get_by_text("Narrow the list"))
    hands.press(choice(page, "Norway"))
    follow(hands, button(page, "Show studies"))
    follow(hands, link(page, "AUTOGRAPH-SLE/LN"))

    assert len(window.visits) == 1 + 3
    assert texts(page, ".place .verdict, .place .unconf") == [
        "Open according to a registry",
        "Recruiting according to ClinicalTrials.gov, 22 Aug 2026",
        "Not confirmed by the site",
    ]
    assert texts(page, ".answer-dl dd")[1] == "ClinicalTrials.gov, 22 Aug 2026"
    assert window.faults == []


def test_a_doctor_may_write_disease_and_country_in_the_one_box(
    open_window: OpenWindow, hands: Hands, script: bool
) -> None:
    window = open_window(PHONE, script=script)
    window.open("/nb/")

    hands.write(window.page.get_by_label("Sykdom, legemiddel eller studienummer"), "lupusnefritt norge")
    follow(hands, button(window.page, "Søk"))

    assert slugs(window.page) == ["nct06581198"]


def test_a_centre_takes_home_the_list_it_sees(
    open_window: OpenWindow, hands: Hands, script: bool, tmp_path: Path
) -> None:
    window = open_window(DESK, language="en", script=script)
    window.open("/en/studies/")
    page = window.page

    hands.press(choice(page, "Europe"))
    hands.press(choice(page, "Systemic lupus erythematosus"))
    hands.press(choice(page, "Investigator-initiated"))
    follow(hands, button(page, "Show studies"))
    with page.expect_download() as download:
        hands.press(link(page, "CSV"))
    sheet = tmp_path / download.value.suggested_filename
    download.value.save_as(sheet)

    with sheet.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert texts(page, "h1") == ["5 studies of systemic lupus erythematosus, investigator-initiated, in Europe"]
    assert [row["slug"] for row in rows] == slugs(page)
    assert {row["sponsor_type"] for row in rows} == {"INVESTIGATOR_INITIATED"}
    assert window.faults == []


def test_a_list_goes_on_over_its_pages(open_window: OpenWindow, hands: Hands, script: bool) -> None:
    window = open_window(DESK, language="en", script=script)
    window.open("/en/studies/?region=EUROPE")
    page = window.page

    first = slugs(page)
    follow(hands, link(page, "Next"))
    second = slugs(page)
    follow(hands, link(page, "Previous"))

    assert (len(first), len(second), set(first) & set(second)) == (25, 23, set())
    assert slugs(page) == first


def test_a_chosen_filter_is_removed_and_the_others_stay(open_window: OpenWindow, hands: Hands, script: bool) -> None:
    window = open_window(DESK, language="en", script=script)
    window.open("/en/studies/?indication=lupus-nephritis&status=RECRUITING&sort=size")

    follow(hands, link(window.page, "Remove Recruiting"))

    assert window.page.url == f"{window.site}/en/studies/?indication=lupus-nephritis&sort=size"


def test_the_order_is_changed_and_the_question_stays(open_window: OpenWindow, hands: Hands, script: bool) -> None:
    window = open_window(DESK, language="en", script=script)
    window.open("/en/studies/?indication=lupus-nephritis&phase=PHASE2")
    page = window.page

    newest_first = slugs(page)
    follow(hands, link(page, "Size"))

    sizes = [int(size) for size in re.findall(r"(\d+) participants", " ".join(texts(page, ".row-more")))]
    assert sorted(slugs(page)) == sorted(newest_first)
    assert sizes == sorted(sizes, reverse=True)


def test_another_language_keeps_the_question(open_window: OpenWindow, hands: Hands, script: bool) -> None:
    window = open_window(PHONE, language="en", script=script)
    window.open("/en/studies/?q=lupus+nephritis&country=NO&country=DK&sort=start")
    page = window.page

    english = slugs(page)
    hands.press(page.get_by_text("Menu", exact=True))
    follow(hands, link(page, "Nynorsk"))

    assert page.url == f"{window.site}/nn/studies/?country=NO&country=DK&q=lupus+nephritis&sort=start"
    assert page.locator("html").get_attribute("lang") == "nn"
    assert slugs(page) == english
