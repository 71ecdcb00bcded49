"""The two ways a reader works a page: with the mouse, and with nothing but the keyboard."""

from typing import Protocol

from playwright.sync_api import Locator

MOST_TAB_STOPS = 400


class Hands(Protocol):
    """A way to press things and to type."""

    def press(self, target: Locator) -> None:
        """Press a link or a button, tick a box, open or close a part of the page."""

    def write(self, target: Locator, text: str) -> None:
        """Type into a field."""


def follow(hands: Hands, target: Locator) -> None:
    """Press what brings another page, and wait for it."""
    with target.page.expect_navigation():
        hands.press(target)


class Mouse:
    """Points and clicks."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.click()
        target.page.keyboard.type(text)


class Keyboard:
    """Goes from stop to stop with Tab, as far as it takes."""

    def press(self, target: Locator) -> None:
        self._reach(target)
        is_link_or_button = target.evaluate("element => element.matches('a, button')")
        target.page.keyboard.press("Enter" if is_link_or_button else "Space")

    def write(self, target: Locator, text: str) -> None:
        self._reach(target)
        target.page.keyboard.type(text)

    def _reach(self, target: Locator) -> None:
        element = target.element_handle()
        for _ in range(MOST_TAB_STOPS):
            if element.evaluate("element => element === document.activeElement"):
                return
            target.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {target}.")
