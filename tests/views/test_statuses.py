"""From when the statuses are: made once for each state of the data."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_source, make_study
from trials.dates import PartialDate
from trials.query.index.held import Index, current
from trials.views.statuses import statuses

pytestmark = pytest.mark.django_db


def test_the_table_is_made_once_for_each_state_and_language(django_assert_num_queries: DjangoAssertNumQueries):
    make_study()
    index = current()
    found = [statuses(index, "nb"), statuses(index, "en")]

    with django_assert_num_queries(0):
        assert [statuses(index, "nb"), statuses(index, "en")] == found


def test_another_state_of_the_data_has_a_table_of_its_own():
    before = statuses(Index(1), "nb")
    study = make_study(status_as_of=PartialDate(2026, 3, 1))
    study.status_source = make_source(study=study, url="https://www.clinicaltrials.gov/study/NCT1#here")
    study.save()

    after = statuses(Index(2), "nb")

    assert "ClinicalTrials.gov" in after
    assert "ClinicalTrials.gov" not in before
