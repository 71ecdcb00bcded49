"""What words find by the index, against the plain reference, in registers and by questions made by chance."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from tests.factories import (
    make_identifier,
    make_indication,
    make_product,
    make_site,
    make_sponsor,
    make_study,
    make_target,
)
from tests.fuzz.naughty import TEXTS
from tests.query.index.comparing import assert_equal
from tests.reference_search import Reference
from trials.actions import index_whole
from trials.choices import IdentifierScheme, PublicationState
from trials.identifiers import recognise

pytestmark = pytest.mark.django_db

# Words that are whole, begin another, hold another, are near another, or make a code with their neighbour.
WORDS = (
    *("lupus", "lupusnefritt", "nefritt", "nefritis", "SLE", "sleep", "Sjögren", "sjogren", "leddgikt", "gikt", "led"),
    *("CAR-T", "CAR T", "CART", "CAR", "T-celle", "T cell", "cell", "cells", "CD19", "CD 19", "19", "KYV-101", "KYV"),
    *("101", "a", "A/B", "Bergen", "Berger", "berget", "Bergne", "myositt", "dermatomyositt", "myosit", "γδ", "TNFα"),
    *("TNFa", "Churg-Strauss", "Churg Strauss", "strauss", "phase", "2", "1b", "øye", "aa", "Århus", "lupsu", "of"),
)
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
changed = st.builds(
    lambda word, at, letter: word[:at] + letter + word[at + 1 :],
    st.sampled_from(WORDS),
    st.integers(0, 12),
    st.sampled_from(["", "x", "t", "e", "α", "1"]),
)
asked = st.one_of(st.sampled_from(WORDS), changed, names.map('"{}"'.format))
questions = st.one_of(st.lists(asked, min_size=1, max_size=4).map(" ".join), st.text(max_size=30))

# A register that fails is small as it is; to make it smaller takes minutes.
by_chance = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def registers(draw: st.DrawFn) -> None:
    """A few studies, things that some of them are linked to, and things that none is."""
    diseases = [make_indication(name_nb=draw(names), name_en=draw(names), synonyms_nb=[draw(names)]) for _ in range(2)]
    diseases.append(make_indication(name_nb=draw(names), name_en=draw(names), parent=diseases[0]))
    target = make_target(name=draw(names))
    products = [make_product(name=draw(names), aliases=[draw(names)], targets=[target])]
    sites = [make_site(name_en=draw(names), city=draw(st.sampled_from(["Bergen", "Aarhus", "Oslo"]))) for _ in range(2)]
    sponsors = [make_sponsor(name=draw(names)) for _ in range(2)]
    for number in range(draw(st.integers(1, 4))):
        study = make_study(
            acronym=draw(st.one_of(st.just(""), st.sampled_from(WORDS))),
            public_title=draw(names),
            scientific_title=draw(st.one_of(st.just(""), names)),
            indications=draw(st.lists(st.sampled_from(diseases), max_size=2)),
            products=draw(st.lists(st.sampled_from(products), max_size=1)),
            sites=draw(st.lists(st.sampled_from(sites), max_size=2, unique=True)),
            primary_sponsor=draw(st.one_of(st.none(), st.sampled_from(sponsors))),
            countries=draw(st.lists(st.sampled_from(["NO", "SE", "IS"]), unique=True)),
            own_modalities=draw(st.lists(st.sampled_from(["CAR_NK", "IN_VIVO_CAR_T"]), unique=True)),
            own_targets=draw(st.lists(st.just(target), max_size=1)),
            publication_state=draw(st.sampled_from([PublicationState.PUBLISHED] * 4 + [PublicationState.DRAFT])),
        )
        if draw(st.booleans()):
            make_identifier(study, IdentifierScheme.SPONSOR_PROTOCOL, f"{draw(names)} {number}")


@settings(by_chance, max_examples=30)
@given(register=st.data(), asked=st.lists(questions, min_size=1, max_size=12))
def test_any_question_finds_in_any_register_what_the_reference_finds(register: st.DataObject, asked: list[str]):
    with transaction.atomic():
        register.draw(registers())
        index_whole.rebuild()
        reference = Reference()
        for question in asked:
            if not recognise(question):
                assert_equal(question, reference)
        transaction.set_rollback(True)


def test_naughty_texts_find_what_the_reference_finds():
    make_study(public_title="Lupus ½ ﬁ ´ 𝕬 æøå γδ 日本語")
    index_whole.rebuild()
    reference = Reference()

    for question in TEXTS:
        if not recognise(question):
            assert_equal(question, reference)
