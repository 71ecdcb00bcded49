"""Words to things by their names."""

import pytest

from trials.query.matching import Texts, find

pytestmark = pytest.mark.pure

NAMES: Texts = {
    "Haukeland universitetssjukehus": {1},
    "Oslo universitetssykehus": {2},
    "Universitetssykehuset Nord-Norge": {3},
    "OUS": {2},
    "Norge": {1, 2, 3},
    "KYV-101": {4},
    "CD19": {4, 5},
    "BCMA": {5},
    "Outpatient clinic": {6},
}


@pytest.mark.parametrize(
    ("words", "things"),
    [
        ("norge", {1, 2, 3}),
        ("haukeland norge", {1}),
        ("univ", {1, 2, 3}),
        ("OUS", {2}),
        ("out", {6}),
        ("ou", set()),
        ("KYV 101", {4}),
        ("kyv101", {4}),
        ("CD19-BCMA", {5}),
        ("Nord-Norge", {3}),
        ('"Oslo universitetssykehus"', {2}),
        ('"universitetssykehus Oslo"', set()),
        ("!!!", set()),
        ("", set()),
    ],
)
def test_all_words_hit_a_name_as_words_or_as_beginnings(words: str, things: set[int]):
    assert find(words, NAMES).things == things


def test_one_typing_error_in_a_word_is_forgiven_and_told():
    found = find("haukelnad norge", NAMES)

    assert found.things == {1}
    assert found.corrections == [("haukelnad", "Haukeland")]


def test_of_two_words_one_error_away_the_commoner_is_meant():
    found = find("gravix", {"gravis": {1}, "Gravid": {1, 2}})

    assert found.corrections == [("gravix", "Gravid")]
    assert found.things == {1, 2}


@pytest.mark.parametrize("words", ["OUX", "CD18", "KYV-102", '"haukelnad"'])
def test_no_error_is_forgiven_in_a_short_word_a_number_or_a_phrase(words: str):
    found = find(words, NAMES)

    assert (found.things, found.corrections, found.missing) == (frozenset(), [], [words.strip('"')])
