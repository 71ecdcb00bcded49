"""From a study's number to paper: the answer without scrolling, and a sheet of at most two pages."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Keyboard, follow
from tests.browser.reading import link, texts

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PHONE = 390, 844
AUTOGRAPH = "/nb/studies/nct06581198/"
# A study of which so much is entered that it cannot all go on paper.
ABUNDANCE = """
from trials.actions import index_whole
from trials.models import Site, Source, Study
study = Study.objects.get(slug="nct05765006")
source = study.sources.order_by("pk")[0]
for site in Site.objects.filter(country="NO").order_by("pk")[:4]:
    attach = chr(10).join(["En ganske lang linje om det som skal legges ved"] * 40)
    here = study.study_sites.create(site=site, status="RECRUITING", attach_nb=attach, note_nb="En merknad. " * 200,
        who_may_refer_nb="Hvem som helst. " * 18)
    for number in range(9):
        here.contacts.create(role="REFERRAL", phone="+47 00 00 00 00", email="en.adresse@example.no", is_public=True)
for number in range(40):
    study.criteria.create(kind="EXCLUSION", theme="OTHER", text_nb="Fyll. " * 45, text_en="Fill", quote="Fill",
        source=source)
    Source.objects.create(study=study, label="Kilde " * 30, url="https://example.org/" + "x" * 150, kind="REGISTRY")
index_whole.rebuild()
"""


@pytest.fixture(scope="module")
def abundance(site: str, site_environment: dict[str, str]) -> str:
    """The address of the sheet of a study with more of everything than fits."""
    shell = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", ABUNDANCE]
    subprocess.run(shell, cwd=ROOT, env=os.environ | site_environment, check=True)
    return "/nb/studies/nct05765006/referral/"


@pytest.mark.parametrize("number", ["NCT06581198", "2023-510150-17-00", "2023-510150-17", "CYTB323J12201"])
def test_any_number_leads_to_the_study_in_norwegian(open_window: OpenWindow, number: str) -> None:
    window = open_window(PHONE[0])

    window.open(f"/id/{number}")

    assert window.page.url == f"{window.site}{AUTOGRAPH}"
    assert window.page.locator("html").get_attribute("lang") == "nb"


def test_the_answer_is_seen_on_a_phone_without_scrolling(open_window: OpenWindow) -> None:
    window = open_window(PHONE[0])
    window.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    window.open(AUTOGRAPH)

    said = window.page.locator(".place").first.locator(".verdict, .unconf")

    ends = said.evaluate_all("parts => parts.map(part => part.getBoundingClientRect().bottom)")
    assert len(ends) >= 2
    assert max(ends) < PHONE[1]


def test_a_doctor_comes_to_the_sheet_and_the_card_by_keyboard(open_window: OpenWindow) -> None:
    window = open_window(PHONE[0], language="en", script=False)
    hands = Keyboard()
    window.open("/en/studies/nct06581198/")

    follow(hands, link(window.page, "Referral sheet to print or copy"))
    follow(hands, link(window.page, "AUTOGRAPH-SLE/LN"))
    follow(hands, link(window.page, "After the infusion: whom to call"))

    assert texts(window.page, "main .danger") == ["In acute danger: call 113"]
    assert window.faults == []


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("slug", ["nct06581198", "nct05798117"])
def test_a_sheet_is_at_most_two_pages(open_window: OpenWindow, slug: str, language: str) -> None:
    window = open_window()
    window.open(f"/{language}/studies/{slug}/referral/")

    assert 1 <= pages_of(window.page.pdf(prefer_css_page_size=True)) <= 2


def test_a_sheet_of_a_study_with_more_than_fits_is_two_pages(open_window: OpenWindow, abundance: str) -> None:
    window = open_window()
    assert window.open(abundance) == 200

    assert pages_of(window.page.pdf(prefer_css_page_size=True)) == 2


def test_a_printed_sheet_has_nothing_to_click_and_its_repeated_head(open_window: OpenWindow) -> None:
    window = open_window(680)
    window.open(f"{AUTOGRAPH}referral/")

    window.page.emulate_media(media="print")

    assert window.page.locator(".sheet-top").evaluate("part => getComputedStyle(part).display") == "table-header-group"
    hidden = window.page.locator(".as-text, .menu, .crumbs")
    assert hidden.evaluate_all("parts => parts.map(part => part.checkVisibility())") == [False] * hidden.count()
