"""Signing in, by keys: a first second factor, a code, a recovery code, and a passkey."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import NEWCOMERS, PASSWORD
from tests.browser.conftest import OpenWindow
from tests.browser.windows import Window
from tests.signing_in import code_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("accounts")]

APP, KEY = NEWCOMERS
# What a phone or computer does that knows its owner by finger or face.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def write_password(window: Window, name: str) -> None:
    """Sign in with keys alone."""
    window.open("/admin/login/")
    keys = window.page.keyboard
    window.page.locator("#id_login").focus()
    keys.type(name)
    keys.press("Tab")
    keys.type(PASSWORD)
    press(window.page, "Enter")


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def follow(page: Page, name: str) -> None:
    """Go where a link leads, by keys."""
    page.get_by_role("link", name=name, exact=True).focus()
    press(page, "Enter")


def sign_out(page: Page) -> None:
    page.locator("#logout-form button").focus()
    press(page, "Enter")


def path_of(window: Window) -> str:
    return window.page.url.removeprefix(window.site)


@pytest.mark.parametrize("script", [False])
def test_a_newcomer_sets_up_an_app_and_signs_in_with_it_and_with_a_recovery_code(
    open_window: OpenWindow, script: bool
) -> None:
    window = open_window(390, language="en", script=script)
    page = window.page

    write_password(window, APP)
    led = path_of(window)
    follow(page, "Set up an authenticator app")
    secret = page.locator(".key").inner_text()
    page.locator("#id_code").focus()
    page.keyboard.type(code_of(secret))
    press(page, "Enter")
    codes = page.locator(".codes li").all_inner_texts()
    follow(page, "I have kept them. To the register")
    inside = path_of(window)
    sign_out(page)
    write_password(window, APP)
    page.locator("#id_code").focus()
    page.keyboard.type(code_of(secret))
    press(page, "Enter")
    again = path_of(window)
    sign_out(page)
    write_password(window, APP)
    page.locator("#id_code").focus()
    page.keyboard.type(codes[0])
    press(page, "Enter")

    assert (led, len(codes), inside, again, path_of(window)) == (
        "/admin/security/",
        10,
        "/admin/",
        "/admin/",
        "/admin/",
    )
    assert window.faults == []


def test_a_newcomer_adds_a_passkey_and_signs_in_with_it_alone(open_window: OpenWindow) -> None:
    window = open_window(1280, language="en")
    # A passkey belongs to a name; an address of numbers has none.
    window.site = window.site.replace("127.0.0.1", "localhost")
    page = window.page
    wrong: dict[str, list[object]] = {}
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    key = device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    wrong["sign in"] = [window.open("/admin/login/") != 200, *window.violations()]
    write_password(window, KEY)
    wrong["choice"] = [*window.violations()]
    follow(page, "Set up an authenticator app")
    wrong["app"] = [*window.violations()]
    follow(page, "Back")
    follow(page, "Add a passkey")
    wrong["passkey"] = [*window.violations()]
    page.locator("#passkey").focus()
    press(page, "Enter")
    wrong["codes"] = [*window.violations()]
    window.open("/admin/security/")
    wrong["security"] = [*window.violations()]
    sign_out(page)
    window.open("/admin/login/?next=/admin/trials/study/")
    device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.locator("#passkey").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    wrong["stopped"] = [*window.violations()]
    device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    page.locator("#passkey").focus()
    press(page, "Enter")

    assert path_of(window) == "/admin/trials/study/"
    assert ({name: found for name, found in wrong.items() if any(found)}, window.faults) == ({}, [])
