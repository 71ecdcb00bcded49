"""The words that studies are filed under."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_indication, make_product, make_site, make_study, make_target
from trials.models import Study
from trials.query.index.keys import Term, word
from trials.query.index.terms import filed
from trials.query.index.word_terms import known_words, words_of_things, words_of_vocabularies
from trials.query.tree import indication_tree

pytestmark = pytest.mark.django_db


def make() -> Study:
    """A study with two of everything."""
    products = [make_product(targets=[make_target()]) for _ in range(2)]
    return make_study(
        products=products,
        indications=[make_indication(parent=make_indication()) for _ in range(2)],
        sites=[make_site() for _ in range(2)],
        own_targets=[make_target() for _ in range(2)],
        own_modalities=["CAR_NK", "CAR_TREG"],
        countries=["NO", "SE"],
    )


def terms_of(pk: int) -> set[Term]:
    """What a study is filed under."""
    return {term for term, studies in filed([pk], indication_tree()).items() if pk in studies}


def test_a_study_is_filed_under_its_own_words_and_those_of_what_it_is_linked_to():
    study = make_study(
        public_title="KYV-101 in gout",
        acronym="STAR",
        identifiers=[("CTIS", "2023-510150-17-00")],
        indications=[make_indication(name_nb="Gikt", name_en="Gout", parent=make_indication(name_en="Arthritis"))],
        sites=[make_site(name_en="Haukeland", city="Bergen")],
        countries=["SE"],
    )

    terms = terms_of(study.pk)

    assert terms >= {
        *(word(one, "TITLE") for one in ("kyv", "101", "kyv101", "in", "gout")),
        *(word(one, "IDENTIFIER") for one in ("20235101501700", "202351015017", "510150")),
        *(word(one, "INDICATION") for one in ("gikt", "gout", "arthritis")),
        *(word("star", "ACRONYM"), word("haukeland", "SITE"), word("bergen", "CITY"), word("sverige", "COUNTRY")),
        word("autolog", "MODALITY"),
    }
    assert word("ingout", "TITLE") not in terms


def test_only_published_studies_are_filed():
    draft, study = make_study(publication_state="IN_REVIEW"), make_study()

    assert set().union(*filed([draft.pk, study.pk, 999], indication_tree()).values()) == {study.pk}
    assert not filed([draft.pk], indication_tree())


def test_a_range_of_studies_is_filed_as_the_same_studies_one_by_one():
    studies = [make() for _ in range(3)]
    make_study(publication_state="IN_REVIEW")
    whole = range(studies[0].pk, studies[-1].pk + 2)

    assert filed(whole, indication_tree()) == filed(list(whole), indication_tree())


def test_words_of_things_are_known_without_a_study():
    make_site(name_en="Haukeland", city="Bergen")
    make_indication(name_nb="Gikt")

    known = known_words()

    assert {word("haukeland", "SITE"), word("bergen", "CITY"), word("gikt", "INDICATION")} <= known
    assert {"island", "celleterapi"} <= words_of_vocabularies()


def test_the_words_of_some_things_are_theirs_alone():
    hospital, _other = make_site(name_en="Haukeland", city="Bergen"), make_site(name_en="Ullevål")
    disease = make_indication(name_nb="Gikt", name_en="Gout")

    known = words_of_things([hospital, disease])

    assert {word("haukeland", "SITE"), word("bergen", "CITY"), word("gikt", "INDICATION")} <= known
    assert word("ulleval", "SITE") not in known


def test_any_number_of_studies_needs_as_many_queries():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            filed([*Study.objects.values_list("pk", flat=True)[:100]], indication_tree())
        return len(captured)

    make()
    one = queries()
    make()
    make()

    assert queries() == one


def test_a_word_longer_than_its_column_is_filed_by_its_beginning():
    study = make_study(public_title="x" * 300)

    assert Term("word", b"x" * 100 + b"\0TITLE") in terms_of(study.pk)
