"""How fresh the registries are."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_run
from trials.choices import Registry, RunOutcome
from trials.query.freshness import Freshness, freshness_of, good_ends

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


@pytest.mark.django_db
def test_a_registry_that_was_never_read_is_told_as_such() -> None:
    found = freshness_of(good_ends(), NOW)

    assert [one.registry for one in found] == list(Registry)
    assert all(one.was_never_read and one.is_stale for one in found)


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "is_stale"), [(1, False), (48, False), (48.1, True)])
def test_a_registry_is_stale_after_two_days_without_a_good_run(hours: float, is_stale: bool) -> None:
    make_run(finished_at=ago(hours))
    make_run(finished_at=ago(hours + 24))

    found = freshness_of(good_ends(), NOW)[0]

    assert found == Freshness(Registry.CTGOV, ago(hours), is_stale)


@pytest.mark.django_db
def test_only_runs_that_went_well_and_asked_for_everything_count() -> None:
    make_run(finished_at=ago(1), outcome=RunOutcome.HELD_BACK)
    make_run(finished_at=ago(1), outcome=RunOutcome.INTERRUPTED)
    make_run(finished_at=ago(1), is_complete=False)
    make_run(finished_at=None, outcome=RunOutcome.RUNNING)

    found = freshness_of(good_ends(), NOW)[0]

    assert found.was_never_read


@pytest.mark.django_db
def test_a_registry_that_comes_in_files_alone_is_fresh_when_one_was_read() -> None:
    make_run(registry=Registry.ICTRP, finished_at=ago(1), is_complete=False)

    found = freshness_of(good_ends(), NOW)[2]

    assert (found.registry, found.last_good_at, found.is_stale) == (Registry.ICTRP, ago(1), False)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_stale"), [(8, False), (35, False), (35.1, True)])
def test_a_registry_that_comes_in_files_is_stale_after_five_weeks(days: float, is_stale: bool) -> None:
    make_run(registry=Registry.ICTRP, finished_at=ago(days * 24))

    assert freshness_of(good_ends(), NOW)[2].is_stale is is_stale


@pytest.mark.django_db
@pytest.mark.parametrize("runs", [1, 3])
def test_one_query_tells_it_of_all(runs: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(runs):
        make_run(registry=list(Registry)[number], finished_at=ago(1))

    with django_assert_num_queries(1):
        freshness_of(good_ends(), NOW)
