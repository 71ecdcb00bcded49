"""Whatever the register and the question: the index answers as looking at every study does."""

from random import Random

import pytest

from tests import simple
from tests.query.index.chance import TODAY, make_register, question
from trials.models import Study
from trials.query.facets import FACETS, facets
from trials.query.index.held import current
from trials.query.labels import labels
from trials.query.studies import public_studies

pytestmark = pytest.mark.django_db
QUESTIONS = 25


def check(seed: int) -> None:
    random = Random(seed)
    register = make_register(random, random.randint(0, 12))
    names = dict(Study.objects.values_list("pk", "slug"))
    for _question in range(QUESTIONS):
        params = question(random, register)
        found = public_studies(params, today=TODAY)
        assert [names[pk] for pk in found.studies] == [one.slug for one in simple.answer(params, TODAY)], params
        assert [found.studies[at] for at in range(len(found.studies))] == [*found.studies], params
        name = random.choice(FACETS)
        facet = next(one for one in facets(found, labels(current(), "nb", found.chosen)) if one.name == name)
        for option in random.sample(facet.shown, min(2, len(facet.shown))):
            assert option.count == simple.count(params, TODAY, name, option.value), (params, name, option)


@pytest.mark.parametrize("seed", range(12))
def test_the_index_answers_as_looking_at_every_study_does(seed: int):
    check(seed)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(12, 200))
def test_the_index_answers_as_looking_at_every_study_does_for_long(seed: int):
    check(seed)
