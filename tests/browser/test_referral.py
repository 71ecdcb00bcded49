"""From a disease to whom to refer to, in Norwegian, with the mouse and by keyboard alone."""

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Hands, Keyboard, Mouse, follow
from tests.browser.reading import button, slugs, texts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("hands", [Mouse(), Keyboard()], ids=["mouse", "keyboard"]),
    pytest.mark.parametrize("script", [True, False], ids=["script", "no script"]),
]

PHONE = 390


def test_a_doctor_in_tromso_sees_what_is_open_for_lupus_nephritis_at_34(
    open_window: OpenWindow, hands: Hands, script: bool
) -> None:
    window = open_window(PHONE, script=script)
    window.open("/nb/")
    page = window.page

    hands.write(page.get_by_label("Sykdom, legemiddel eller studienummer"), "lupusnefritt")
    hands.write(page.get_by_label("Hvor henviser du fra?"), "Tromsø")
    follow(hands, button(page, "Søk"))
    hands.press(page.get_by_text("Avgrens listen"))
    hands.write(page.get_by_label("Studier som omfatter alder"), "34")
    follow(hands, button(page, "Vis studier"))

    assert slugs(page)[0] == "nct06581198"
    assert texts(page, ".row:first-child .row-status p") == [
        "Åpen ifølge register",
        "Oslo universitetssykehus, Rikshospitalet, Norge, ca. 1 150 km",
        "Rekrutterer ifølge ClinicalTrials.gov, 22. aug. 2026. Ikke bekreftet av studiestedet",
    ]
    assert page.get_by_label("Hvor henviser du fra?").input_value() == "Helse Nord"
    assert window.faults == []


def test_a_doctor_is_told_where_nothing_is_open_in_norway(open_window: OpenWindow, hands: Hands, script: bool) -> None:
    window = open_window(PHONE, script=script)
    window.open("/nb/studies/?indication=systemic-sclerosis&near=HELSE_NORD")
    page = window.page

    assert texts(page, "#nothing") == ["Ingenting av dette er åpent i Norge i dag"]
    labels = texts(page, ".nothing dt")
    assert labels[:2] == ["Neste forventede åpning", "Nærmeste åpne: Norden"]
    assert texts(page, ".nothing dd")[1].endswith("Spør studiestedet om det tar imot pasienter fra utlandet.")
    links = page.locator(".nothing a")
    addresses = [links.nth(number).get_attribute("href") for number in range(links.count())]
    assert addresses[-1] == "https://www.helsenorge.no/kliniske-studier/"

    follow(hands, page.locator(".nothing").get_by_role("link", name="Inflammatorisk bindevevssykdom"))

    assert page.url.endswith("?indication=connective-tissue-disease&near=HELSE_NORD")
    assert window.faults == []
