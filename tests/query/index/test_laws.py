"""Laws of finding by words, on the studies of the whole catalogue."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from pyroaring import BitMap

from tests import reference
from trials.models import Study
from trials.query.index.finding import search_studies

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
def everything() -> BitMap:
    return BitMap(Study.objects.values_list("pk", flat=True))


def studies(words: str, everything: BitMap) -> set[int]:
    return set(search_studies(words, everything).studies)


def ranked(words: str, everything: BitMap) -> list[set[int]]:
    return [set(equals) for equals in search_studies(words, everything).ranked(everything)]


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
def test_case_and_diacritics_do_not_matter(words: list[str], change, everything: BitMap):
    asked = " ".join(words)

    assert ranked(change(asked), everything) == ranked(asked, everything)


@read_only
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
def test_another_word_never_adds_a_study(words: list[str], everything: BitMap):
    *fewer, last = words

    assert studies(" ".join(words), everything) <= studies(" ".join(fewer) or last, everything)


@read_only
@given(words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=3), data=st.data())
def test_the_order_of_words_does_not_matter(words: list[str], data: st.DataObject, everything: BitMap):
    shuffled = data.draw(st.permutations(words))

    assert studies(" ".join(shuffled), everything) == studies(" ".join(words), everything)


@read_only
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), within=st.integers(0, 2**32))
def test_the_order_holds_every_study_once_and_is_that_of_the_whole(words: list[str], within: int, everything: BitMap):
    some = BitMap(pk for pk in everything if hash((pk, within)) % 3)
    found = search_studies(" ".join(words), everything)

    sets = list(found.ranked(some))

    assert sum(map(len, sets)) == len(found.studies & some)
    assert BitMap.union(BitMap(), *sets) == found.studies & some
    assert sets == [equals & some for equals in found.ranked(everything) if equals & some]


@read_only
@given(words=st.text(max_size=40))
def test_any_text_at_all_can_be_asked(words: str, everything: BitMap):
    found = search_studies(words, everything)

    assert found.studies <= everything
    assert len(found.corrections) + len(found.missing) <= len(found.words)


def test_every_name_of_a_disease_finds_every_study_filed_under_it_or_below(everything: BitMap):
    slugs = dict(Study.objects.values_list("pk", "slug"))
    missed = {}
    for slug, record in reference.INDICATIONS.items():
        names = [record["name_nb"], record["name_nn"], record["name_en"]]
        for name in dict.fromkeys([*names, *record["synonyms_nb"], *record["synonyms_en"]]):
            filed = {study.slug for study in reference.members({"indication": [slug]})}
            if lost := filed - {slugs[pk] for pk in studies(name, everything)}:
                missed[name] = lost

    assert missed == {}
