"""Shares of people, in per cent."""

import pytest

from trials.outputs.evidence import share


@pytest.mark.parametrize(
    ("number", "of", "text"),
    [
        (0, 6, "0%"),
        (6, 6, "100%"),
        (5, 6, "83%"),
        (1, 8, "13%"),
        (3, 8, "38%"),
        (1, 1000, "< 1%"),
        (1, 200, "1%"),
        (999, 1000, "> 99%"),
        (29, 100, "29%"),
    ],
)
def test_a_share_is_whole_per_cent_halves_up_and_never_none_or_all_when_it_is_neither(
    number: int, of: int, text: str
) -> None:
    assert share(number, of, "en") == text
