"""A question before it is answered: its one writing, and the addresses of its neighbours."""

import pytest
from django.http import QueryDict

from tests.factories import make_indication
from trials.models import Study
from trials.query.address import address
from trials.query.filters import StudyFilterSet, asked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("", ""),
        ("q=+lupus+", "q=lupus"),
        ("age=07&age=7", "age=7"),
        ("page=002", "page=2"),
        ("country=NO&country=SE&country=NO", "country=NO&country=SE"),
        ("indication=gout&indication=gout&sort=start", "indication=gout&sort=start"),
        ("status=&sort=start&q=&phase=PHASE1&phase=", "sort=start&phase=PHASE1"),
    ],
)
def test_a_question_has_one_writing(query: str, written: str):
    make_indication("gout")
    filterset = StudyFilterSet(asked(QueryDict(query)))

    assert filterset.faults() == []
    assert filterset.question.urlencode() == written


def test_no_list_comes_from_the_filters_themselves():
    with pytest.raises(NotImplementedError):
        assert StudyFilterSet(QueryDict("status=RECRUITING")).filter_queryset(Study.objects.all())


@pytest.mark.parametrize(
    ("change", "query"),
    [
        ({}, "?q=lupus&country=NO&country=SE"),
        ({"drop": ("country", "NO")}, "?q=lupus&country=SE"),
        ({"drop": ("country", None)}, "?q=lupus"),
        ({"drop": ("q", None)}, "?country=NO&country=SE"),
        ({"drop": ("phase", "PHASE1")}, "?q=lupus&country=NO&country=SE"),
        ({"put": {"sort": "start"}}, "?q=lupus&country=NO&country=SE&sort=start"),
        ({"put": {"q": "gout"}}, "?q=gout&country=NO&country=SE"),
    ],
)
def test_a_changed_question_starts_at_its_first_page(change: dict, query: str):
    assert address(QueryDict("q=lupus&country=NO&country=SE&page=3"), **change) == query


def test_an_empty_question_still_leads_to_the_list():
    assert address(QueryDict("q=lupus"), drop=("q", None)) == "?"
