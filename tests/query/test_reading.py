"""How well a text fits a word that is looked for."""

import pytest
from hypothesis import given, strategies as st

from trials.query.joining import words_of
from trials.query.reading import BEGINNING, PART_OF_COMPOUND, WHOLE_WORD, Reading

PARTS = ["CAR-Ts", "CAAR-T", "cells", "KYV", "101", "T", "Århus", "aa", "b", "lupus", "anti", "CD19", "SØ"]
TEXTS = st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from([" ", "-", "/", "  ", ""]))).map(
    lambda pairs: "".join(word + between for word, between in pairs)
)


@given(text=TEXTS)
def test_every_word_of_a_text_is_found_in_it(text: str) -> None:
    for word in words_of(text):
        assert Reading(wholes=frozenset({word})).strength(text) == WHOLE_WORD, word
        assert Reading(beginnings=frozenset({word[:1]})).strength(text) == BEGINNING, word
        assert Reading(compounds=frozenset({word})).strength(text) == PART_OF_COMPOUND, word


@given(text=TEXTS, other=TEXTS)
def test_no_other_word_is(text: str, other: str) -> None:
    for word in words_of(other) - words_of(text):
        assert Reading(wholes=frozenset({word})).strength(text) == 0, word


@pytest.mark.parametrize("text", ["CAAR-Ts-1 in lupus", "CAR-Ts 1"])
def test_a_cell_without_its_s_is_written_together_with_its_number(text: str) -> None:
    [word] = [word for word in words_of(text) if word.endswith("t1")]

    assert Reading(wholes=frozenset({word})).strength(text) == WHOLE_WORD
