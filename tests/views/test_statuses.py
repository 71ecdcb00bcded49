"""From when the statuses are: made once for each state of the data."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_source, make_study
from trials.dates import PartialDate
from trials.outputs import overview
from trials.outputs.overview import Freshness, freshness
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


@pytest.mark.usefixtures("english")
def test_of_many_dates_the_oldest_of_a_registry_are_one_row(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(overview, "DATES", 2)
    for day, host in ((1, "www.clinicaltrials.gov"), (2, "clinicaltrials.gov"), (2, "euclinicaltrials.eu"), (3, "")):
        for _ in range(day):
            study = make_study(status_as_of=PartialDate(2026, 3, day))
            study.status_source = make_source(study=study, url=f"https://{host}/a-study") if host else None
            study.save()
    for day in (4, 5):
        study = make_study(status_as_of=PartialDate(2026, 3, day))
        study.status_source = make_source(study=study, url="https://clinicaltrials.gov/study/NCT01234567")
        study.save()

    found = freshness()

    assert found == [
        Freshness("ClinicalTrials.gov", PartialDate(2026, 3, 5), None, 1),
        Freshness("ClinicalTrials.gov", PartialDate(2026, 3, 4), None, 1),
        Freshness("CTIS (EU)", PartialDate(2026, 3, 2), None, 2),
        Freshness("ClinicalTrials.gov", PartialDate(2026, 3, 1), PartialDate(2026, 3, 2), 3),
        Freshness("Other sources", PartialDate(2026, 3, 3), None, 3),
    ]
