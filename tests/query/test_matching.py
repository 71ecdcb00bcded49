"""Laws of the matching of words, on the texts of the whole catalogue."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests import reference
from tests.query.questions import ask
from trials.models import Study
from trials.query.matching import Text, find, joined_words
from trials.query.texts import study_texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

read_only = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = (
    *("lupus", "lupusnefritt", "nefritt", "SLE", "leddgikt", "Sjögren", "Behçet", "refraktær", "phase", "open-label"),
    *("Norge", "Østerrike", "Tyskland", "Århus", "København", "Zürich", "Köln", "Novartis", "Rikshospitalet"),
    *("CAR-T", "CD19", "BCMA", "KYV-101", "autolog", "allogeneic", "cells", "bispesifikt"),
)


@pytest.fixture
def texts() -> list[Text]:
    return study_texts(ask().members)


def things(words: str, texts: list[Text]) -> set[int]:
    return set(find(words, texts).scores)


def _swapped(word: str) -> str:
    return word.swapcase()


def _without_marks(word: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    return plain.replace("ø", "o").replace("Ø", "O").replace("æ", "ae")


def _decomposed(word: str) -> str:
    return unicodedata.normalize("NFD", word)


def _wide(word: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in word)


@read_only
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    change=st.sampled_from([_swapped, str.upper, _without_marks, _decomposed, _wide]),
)
def test_case_and_diacritics_do_not_matter(words: list[str], change, texts: list[Text]):
    asked = " ".join(words)

    assert find(change(asked), texts).scores == find(asked, texts).scores


@read_only
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
def test_another_word_never_adds_a_study(words: list[str], texts: list[Text]):
    *fewer, last = words

    assert things(" ".join(words), texts) <= things(" ".join(fewer) or last, texts)


@read_only
@given(words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=3), data=st.data())
def test_the_order_of_words_does_not_matter(words: list[str], data: st.DataObject, texts: list[Text]):
    shuffled = data.draw(st.permutations(words))

    assert things(" ".join(shuffled), texts) == things(" ".join(words), texts)


@read_only
@given(words=st.text(max_size=40))
def test_any_text_at_all_can_be_asked(words: str, texts: list[Text]):
    found = find(words, texts)

    assert set(found.scores) <= set(Study.objects.values_list("pk", flat=True))
    assert len(found.corrections) + len(found.missing) <= len(found.hits)


def test_every_name_of_a_disease_finds_every_study_filed_under_it_or_below(texts: list[Text]):
    slugs = dict(Study.objects.values_list("pk", "slug"))
    missed = {}
    for slug, record in reference.INDICATIONS.items():
        names = [record["name_nb"], record["name_nn"], record["name_en"]]
        for name in dict.fromkeys([*names, *record["synonyms_nb"], *record["synonyms_en"]]):
            filed = {study.slug for study in reference.members({"indication": [slug]})}
            if lost := filed - {slugs[pk] for pk in things(name, texts)}:
                missed[name] = lost

    assert missed == {}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("KYV-101", "kyv101"),
        ("KYV-101", "101"),
        ("2023-510150-17-00", "20235101501700"),
        ("CAR-T", "cart"),
        ("CAR-T", "car"),
        ("CAR-Treg", "treg"),
        ("T-cell engager", "tcellengager"),
    ],
)
def test_neighbouring_words_count_as_one(text: str, word: str):
    assert f" {word} " in joined_words(text)


def things_of(*texts: tuple[str, float, set[int]]) -> list[Text]:
    return [Text("", text, weight, frozenset(held)) for text, weight, held in texts]


def test_the_best_hit_of_each_word_counts():
    held = things_of(("lupus", 5.0, {1, 2}), ("lupus nephritis", 6.0, {2}), ("nephritis", 1.0, {1}))

    assert find("lupus nephritis", held).scores == {1: 6.0, 2: 12.0}


def test_a_word_of_several_parts_may_hit_with_its_parts_apart():
    held = things_of(("against CD19", 1.0, {1, 2}), ("against BCMA", 1.0, {2}))

    assert set(find("CD19-BCMA", held).scores) == {2}


def test_of_two_words_one_error_away_the_commoner_is_meant():
    held = things_of(("gravis", 1.0, {1}), ("gravid", 1.0, {1, 2}), ("gravim", 1.0, set()))

    assert find("gravix", held).corrections == [("gravix", "gravid")]
    assert set(find("gravix", held).scores) == {1, 2}


def test_short_words_are_not_corrected():
    held = things_of(("SLE", 1.0, {1}))

    assert find("SKE", held).corrections == []
    assert find("SKE", held).missing == ["SKE"]
