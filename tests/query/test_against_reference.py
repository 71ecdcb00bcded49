"""The list, its order and every count beside a choice, against the plain reference over the whole catalogue."""

import random
from itertools import combinations

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings, strategies as st

from tests import reference
from tests.query.questions import ask, slugs
from trials.choices import HealthRegion
from trials.models import Study
from trials.outputs.asking import suggestions
from trials.query.asker import find_asker
from trials.query.facets import FACETS, SELECTED, SHOWN, facets
from trials.query.index.held import current
from trials.query.labels import Labels, labels
from trials.query.studies import StudyList

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

# The facets whose every value is asked for by itself; the rest have hundreds, which are sampled.
SHORT = (
    "open",
    "region",
    "status",
    "indication",
    "modality",
    "country",
    "phase",
    "sponsor_type",
    "target",
    "study_type",
)
LONG = ("site", "sponsor", "product")

read_only = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def names() -> Labels:
    return labels(current(), "nb")


def counts(studies: StudyList, names: Labels) -> dict[str, dict[str, int]]:
    return {
        facet.name: {option.value: option.count for option in (*facet.shown, *(facet.more or ()))}
        for facet in facets(studies, names)
    }


def expected_counts(question: reference.Question, shown: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """The numbers beside all choices; of sites, sponsors and products beside those that are shown."""
    return {
        facet: {
            value: count
            for value, count in reference.counts(question, facet).items()
            if facet not in LONG or value in shown[facet]
        }
        for facet in reference.OPTIONS
    }


@st.composite
def questions(draw: st.DrawFn) -> reference.Question:
    """Values that some study has, so that many answers are not empty, among others that it has not."""
    study = draw(st.sampled_from(reference.STUDIES))
    question: reference.Question = {}
    for facet in draw(st.lists(st.sampled_from(list(reference.OPTIONS)), max_size=4, unique=True)):
        own = sorted(study.values[facet])
        values = draw(st.lists(st.sampled_from(own), max_size=2)) if own else []
        values += draw(st.lists(st.sampled_from(reference.OPTIONS[facet]), max_size=2))
        if values:
            question[facet] = values
    if ages := draw(st.lists(st.integers(0, 120).map(str), max_size=2)):
        question["age"] = ages
    if draw(st.booleans()):
        question["sort"] = [draw(st.sampled_from(reference.SORTS))]
    return question


def test_the_reference_and_the_site_offer_the_same_facets():
    assert sorted(reference.OPTIONS) == sorted(FACETS)


def test_the_whole_register_and_every_count_beside_it_agree_with_the_reference(names: Labels):
    studies = ask()

    assert slugs(studies) == reference.answer({})
    shown = counts(studies, names)
    assert shown == expected_counts({}, shown)


@pytest.mark.parametrize("facet", SHORT)
def test_every_single_value_gives_the_list_of_the_reference(facet: str):
    for value in reference.OPTIONS[facet]:
        assert slugs(ask(**{facet: value})) == reference.answer({facet: [value]}), value


@pytest.mark.parametrize("facet", LONG)
def test_every_thing_holds_the_studies_of_the_reference(facet: str):
    index = ask().index
    slug = dict(Study.objects.values_list("pk", "slug"))

    found = {value: {slug[pk] for pk in index.of(facet, [value])} for value in reference.OPTIONS[facet]}

    assert found == {
        value: {study.slug for study in reference.members({facet: [value]})} for value in reference.OPTIONS[facet]
    }


@pytest.mark.parametrize("facet", LONG)
def test_a_sample_of_things_gives_the_list_of_the_reference(facet: str):
    for value in random.Random(facet).sample(reference.OPTIONS[facet], 20):
        assert slugs(ask(**{facet: value})) == reference.answer({facet: [value]}), value


@pytest.mark.parametrize("age", [0, 1, 2, 3, 4, 5, 11, 12, 16, 17, 18, 19, 30, 55, 60, 64, 65, 66, 75, 76, 90, 91, 120])
def test_an_age_gives_the_list_of_the_reference(age: int):
    assert slugs(ask(age=str(age))) == reference.answer({"age": [str(age)]})


@pytest.mark.parametrize("sort", reference.SORTS)
def test_every_order_of_the_whole_register_agrees_with_the_reference(sort: str):
    assert slugs(ask(sort=sort)) == reference.answer({"sort": [sort]})


@pytest.mark.parametrize(
    ("near", "home", "here"),
    [
        ("HELSE_NORD", "NO", (69.65, 18.96)),
        ("HELSE_SOR_OST", "NO", (59.91, 10.75)),
        ("stavanger-university-hospital", "NO", (58.9521, 5.7309)),
        ("NO", "NO", None),
        ("SE", "SE", None),
        ("JP", "JP", None),
    ],
)
def test_from_a_place_the_nearest_open_study_comes_first(near: str, home: str, here: tuple[float, float] | None):
    for question in ({}, {"indication": ["lupus-nephritis"], "age": ["34"]}, {"country": ["NO"]}):
        assert slugs(ask(near=near, **question)) == reference.near(question, home, here)


def test_pairs_of_values_of_different_facets_give_the_list_of_the_reference():
    chance = random.Random(20261121)
    for one, other in combinations(reference.OPTIONS, 2):
        study = chance.choice([study for study in reference.STUDIES if study.values[one] and study.values[other]])
        question = {facet: [chance.choice(sorted(study.values[facet]))] for facet in (one, other)}

        found = slugs(ask(**question))

        assert study.slug in found
        assert found == reference.answer(question), question


@settings(read_only, max_examples=300)
@given(question=questions())
def test_any_question_gives_the_list_and_the_counts_of_the_reference(question: reference.Question, names: Labels):
    studies = ask(**question)

    assert slugs(studies) == reference.answer(question)
    shown = counts(studies, names)
    assert shown == expected_counts(question, shown)


def test_of_many_sites_those_are_offered_that_have_most_studies_in_the_list(names: Labels):
    question = {"country": ["NO"]}

    shown = counts(ask(**question), names)["site"]

    held = {value: count for value, count in reference.counts(question, "site").items() if count}
    assert held.items() <= shown.items()
    assert len(shown) == SHOWN + SELECTED


@settings(read_only, max_examples=40)
@given(question=questions(), data=st.data())
def test_the_number_beside_a_choice_is_the_length_of_the_list_it_leads_to(
    question: reference.Question, data: st.DataObject, names: Labels
):
    shown = counts(ask(**question), names)
    facet = data.draw(st.sampled_from(FACETS))
    value = data.draw(st.sampled_from(sorted(shown[facet], key=lambda value: -shown[facet][value])))

    assert shown[facet][value] == len(ask(**question | {facet: [value]}).studies)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_place_that_is_suggested_is_known_whatever_the_language_of_the_page(language: str):
    with translation.override(language):
        suggested = suggestions(current(), language)
    with translation.override("en"):
        found = {str(find_asker(name)) for name in suggested}
    assert len(found) == len(suggested)
    assert {*HealthRegion.values, "NO", "SE", "GB", "CN", "university-hospital-of-north-norway-tromso"} < found
