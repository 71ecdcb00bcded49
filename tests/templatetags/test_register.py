from django.utils.safestring import mark_safe

from trials.templatetags.register import unbroken


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
