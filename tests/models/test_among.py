"""A question for many values at once finds what a question for each would."""

import pytest

from tests.factories import make_study
from trials.models import Study

pytestmark = pytest.mark.django_db

AWKWARD = 'a "quoted", {braced} \\ text, 50 % \U0001f9ec'


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["one", "three", "nobody"], ["one", "three"]),
        ([], []),
        ({"two": 1}, ["two"]),
        ((slug for slug in ["two", "two"]), ["two"]),
    ],
)
def test_a_text_is_one_of_many(asked, found):
    for slug in ("one", "two", "three"):
        make_study(slug)

    assert [*Study.objects.filter(slug__among=asked).order_by("pk").values_list("slug", flat=True)] == found


def test_texts_come_through_as_they_are():
    study = make_study("one", public_title=AWKWARD)

    assert Study.objects.get(public_title__among=[AWKWARD]) == study
    assert not Study.objects.exclude(public_title__among=[AWKWARD]).exists()
