from datetime import UTC, datetime

import pytest
from django.utils.safestring import mark_safe
from django.utils.translation import override

from trials.templatetags.register import unbroken, with_time


def test_a_treatment_stays_on_one_line() -> None:
    assert unbroken("Autologous CD19 CAR-T, phase 2") == 'Autologous CD19 <span class="nb">CAR-T</span>, phase 2'


def test_a_long_term_stays_on_one_line_with_all_its_parts() -> None:
    assert unbroken("Antistoff (T-celle-engager)") == 'Antistoff (<span class="nb">T-celle-engager</span>)'


def test_other_hyphens_may_end_a_line() -> None:
    assert unbroken("AUTOGRAPH-SLE/LN, long-term") == "AUTOGRAPH-SLE/LN, long-term"


def test_a_text_is_escaped_before_it_is_marked() -> None:
    assert unbroken("<b>CAR-T") == '&lt;b&gt;<span class="nb">CAR-T</span>'


def test_what_is_marked_already_keeps_its_marks() -> None:
    marked = mark_safe('<span lang="en">CAR-T study</span>')

    assert unbroken(marked) == '<span lang="en"><span class="nb">CAR-T</span> study</span>'


@pytest.mark.parametrize(
    ("at", "language", "words"),
    [
        (datetime(2026, 11, 26, 5, 10, tzinfo=UTC), "nb", "26. nov. 2026 kl. 06:10"),
        (datetime(2026, 7, 26, 22, 10, tzinfo=UTC), "en", "27 Jul 2026 at 00:10"),
    ],
)
def test_a_moment_is_shown_in_oslos_time(at: datetime, language: str, words: str) -> None:
    with override(language):
        assert f">{words}</time>" in with_time(at)
