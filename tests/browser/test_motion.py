"""Nothing moves for readers whose machine says that they want things still."""

from typing import Literal

import pytest

from tests.browser.conftest import OpenWindow

pytestmark = pytest.mark.browser

MOVING = """() => [...document.querySelectorAll("*")].filter(element => {
  const style = getComputedStyle(element);
  return style.animationName !== "none" || style.transitionDuration !== "0s" || style.scrollBehavior === "smooth";
}).map(element => element.id)"""


@pytest.mark.parametrize(("wish", "moving"), [("reduce", []), ("no-preference", ["sites"])])
def test_the_part_an_address_points_at_moves_only_for_those_who_do_not_mind(
    open_window: OpenWindow, wish: Literal["reduce", "no-preference"], moving: list[str]
) -> None:
    window = open_window()
    window.page.emulate_media(reduced_motion=wish)

    window.open("/nb/studies/nct06581198/#sites")

    assert window.page.evaluate(MOVING) == moving
