"""The words that a text is found by."""

import pytest
from hypothesis import given, strategies as st

from tests.reference_search import words_in
from trials.query.joining import joined_words, words_of
from trials.text import fold, spaced_words, tokens, with_cells

pytestmark = pytest.mark.pure

CLOSE_TO_THE_RULES = st.text(alphabet="aAåcCrRTtegNk19 -/\t\u00a0\u00b4\u0301γ")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("KYV-101", "kyv101"),
        ("KYV 101", "kyv101"),
        ("KYV-101", "101"),
        ("2023-510150-17-00", "20235101501700"),
        ("CAR-T", "cart"),
        ("CAR-T", "car"),
        ("CAR-Treg", "treg"),
        ("CAR T-celle", "cartcelle"),
        ("CAR-T-celle", "cartcelle"),
        ("T cell engager", "tcell"),
        ("T-cell-engager", "tcellengager"),
        ("hepatitis B virus", "hepatitisbvirus"),
    ],
)
def test_neighbouring_words_count_as_one_where_they_are_written_so_or_are_a_code(text: str, word: str):
    assert f" {word} " in joined_words(text)


@pytest.mark.parametrize(
    ("text", "word"), [("systemic lupus", "systemiclupus"), ("T-cell engager", "cellengager"), ("a-b-c-d-e", "abcde")]
)
def test_other_neighbouring_words_do_not(text: str, word: str):
    assert f" {word} " not in joined_words(text)


@given(st.text() | CLOSE_TO_THE_RULES)
def test_a_text_is_found_by_the_words_of_the_reference(text: str):
    assert {word[:100] for word in words_of(text)} == words_in(text)


@given(st.text() | CLOSE_TO_THE_RULES)
def test_words_that_keep_their_spaces_are_the_folded_words(text: str):
    assert spaced_words(text).split() == fold(text).split()
    assert tuple(with_cells(spaced_words(text)).split()) == tokens(text)
