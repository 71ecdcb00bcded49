"""What the reader is told of a search, and what a search costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyroaring import BitMap
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_indication, make_product, make_site, make_study
from trials.actions import index_whole
from trials.models import Study
from trials.query.card_rows import card_of, cards
from trials.query.index import phrases
from trials.query.index.finding import Missing, StudySearch, search_studies
from trials.query.index.reasons import Reason
from trials.query.texts import SearchField

pytestmark = pytest.mark.django_db


def search(question: str) -> StudySearch:
    return search_studies(question, BitMap(Study.objects.values_list("pk", flat=True)))


def reasons(question: str, study: Study) -> list[tuple[str, str]]:
    return [(reason.field, reason.text) for reason in search(question).reasons([card_of(study)])[study.pk]]


def test_a_part_of_a_compound_is_found_and_told():
    study = make_study(indications=[make_indication(name_nb="Lupusnefritt")])
    index_whole.rebuild()

    assert set(search("nefritt").studies) == {study.pk}
    assert reasons("nefritt", study) == [(SearchField.INDICATION, "Lupusnefritt")]


@pytest.mark.parametrize("words", ["ritt", "nefri", "pusnefritt", "nefr1tt", '"nefritt"'])
def test_what_is_short_cuts_a_word_is_a_code_or_stands_in_quotes_is_no_part_of_a_compound(words: str):
    make_study(indications=[make_indication(name_nb="Lupusnefritt")])
    index_whole.rebuild()

    assert not search(words).studies


def test_a_word_that_stands_alone_is_looked_for_in_no_compound():
    alone = make_study(indications=[make_indication(name_nb="Leddgikt")])
    make_study(indications=[make_indication(name_nb="Barneleddgikt")])
    index_whole.rebuild()

    assert set(search("leddgikt").studies) == {alone.pk}


def test_a_phrase_is_words_side_by_side_in_one_text():
    study = make_study(public_title="Active lupus nephritis", acronym="SIDE", indications=[])
    make_study(public_title="Nephritis in lupus", scientific_title="Nephritis", acronym="Lupus")
    index_whole.rebuild()

    for asked in ('"lupus nephritis"', "«Lupus nephritis»", '"LUPUS, nephritis', "“active lupus” nephritis"):
        assert set(search(asked).studies) == {study.pk}
    assert reasons('"lupus nephritis"', study) == [(SearchField.TITLE, "Active lupus nephritis")]
    assert set(search("lupus nephritis").studies) > {study.pk}


def test_a_phrase_in_the_name_of_a_thing_is_found_in_every_study_linked_to_it():
    wider = make_indication(name_en="Systemic lupus erythematosus")
    study = make_study(indications=[make_indication(name_en="Nephritis", parent=wider)])
    make_study(products=[make_product(name="Systemic", aliases=["lupus"])])
    index_whole.rebuild()

    assert set(search('"systemic lupus"').studies) == {study.pk}


def test_a_phrase_that_another_word_leaves_out_is_not_said_to_be_missing():
    make_study(public_title="Systemic lupus", countries=["SE"])
    make_study(public_title="Lupus, systemic", countries=["NO"])
    index_whole.rebuild()

    found = search('"systemic lupus" Norge')

    assert not found.studies
    assert found.missing == ()
    assert search('"lupus Norge"').missing == (Missing("lupus Norge", ""),)


def test_phrases_are_checked_in_batches(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(phrases, "BATCH", 2)
    studies = [make_study(public_title=title) for title in ["Gout or lupus"] * 3 + ["Lupus or gout"] * 4]
    index_whole.rebuild()

    assert set(search('"lupus or gout"').studies) == {study.pk for study in studies[3:]}


def test_of_a_misspelt_word_that_no_study_has_the_known_one_is_named():
    make_site(name_en="Haukeland", city="Bergen")
    make_study(public_title="Gout")
    index_whole.rebuild()

    assert search("Bergne").missing == (Missing("Bergne", "bergen"),)
    assert search("Bergne").corrections == ()
    assert search("berge").missing == (Missing("berge", ""),)


def test_the_best_word_for_a_reason_is_the_one_with_a_short_name():
    study = make_study(
        public_title="A study of YTB323 in gout", products=[make_product(name="rapca-cel", aliases=["YTB323"])]
    )
    index_whole.rebuild()

    found = search("ytb323").reasons([card_of(study)])

    assert found == {study.pk: [Reason(SearchField.PRODUCT, "YTB323")]}


def test_what_stands_on_the_card_is_told_without_a_question_to_the_database(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    study = make_study(
        public_title="A study in gout",
        scientific_title="A long title with uricase",
        sites=[make_site(name_nb="Haukeland universitetssjukehus", name_en="Haukeland", city="Bergen", country="NO")],
        products=[make_product(name="rapca-cel", aliases=["YTB323"])],
    )
    index_whole.rebuild()
    card = card_of(study)
    told = {
        "gout": (SearchField.TITLE, "A study in gout"),
        "haukelan": (SearchField.SITE, "Haukeland universitetssjukehus"),
        "bergen": (SearchField.CITY, "Bergen"),
        "norge": (SearchField.COUNTRY, "Norge"),
        "rapca": (SearchField.PRODUCT, "rapca-cel"),
    }
    found = {word: search(word) for word in [*told, "ytb323", "uricase"]}

    with django_assert_num_queries(0):
        reasons = {word: found[word].reasons([card])[study.pk] for word in told}
    with django_assert_num_queries(3):
        [synonym], [long] = (found[word].reasons([card])[study.pk] for word in ("ytb323", "uricase"))

    assert reasons == {word: [Reason(*one)] for word, one in told.items()}
    assert (synonym, long) == (
        Reason(SearchField.PRODUCT, "YTB323"),
        Reason(SearchField.TITLE, "A long title with uricase"),
    )


@pytest.mark.parametrize(
    ("one", "more"),
    [
        ("lupus", "active aktiv system"),
        ("lup", "act sys"),
        ("systemic-lupus", "lupus-active nephritis-systemic"),
        ("lupsu", "actvie systmic"),
        ("nefritt", "usnefritt"),
        ("bergne", "beregn lupsu"),
        ('"active lupus"', "lupus systemic"),
    ],
)
def test_many_words_and_studies_need_as_many_queries_as_few(one: str, more: str):
    def queries() -> list[int]:
        found, studies = [], cards(Study.objects.values_list("pk", flat=True)[:2]).values()
        for question in (one, f"{one} {more}"):
            with CaptureQueriesContext(connection) as captured:
                search(question).reasons(studies)
            found.append(len(captured))
        return found

    def make() -> None:
        nephritis = make_indication(name_nb="Lupusnefritt")
        make_study(public_title="Active lupus, systemic", indications=[nephritis], sites=[make_site(city="Bergen")])
        make_study(public_title="Lupus", indications=[nephritis])

    make()
    make_site(city="Bergen")
    index_whole.rebuild()
    few, many = queries()
    make()
    index_whole.rebuild()

    assert queries() == [few, many]
    assert few <= many <= 30
