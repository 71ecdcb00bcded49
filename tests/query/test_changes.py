"""Which changes the public sees, and in which weeks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from pyroaring import BitMap

from tests.factories import make_study, make_study_change
from trials.query.changes import (
    BULK,
    LINES,
    Arrivals,
    Week,
    arrivals,
    changes_of,
    in_pages,
    latest,
    public_changes,
    weeks,
)
from trials.query.studies import public_studies

PUBLISHED = datetime(2026, 2, 1, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_only_changes_of_published_studies_since_they_were_published_are_public() -> None:
    study = make_study(first_published_at=PUBLISHED)
    make_study_change(study, "phase", "", "PHASE1", at=PUBLISHED - timedelta(seconds=1))
    seen = make_study_change(study, "phase", "PHASE1", "PHASE2", at=PUBLISHED)
    for hidden in (
        make_study(first_published_at=PUBLISHED, publication_state="DRAFT"),
        make_study(first_published_at=None),
    ):
        make_study_change(hidden, "phase", "", "PHASE1")
    make_study_change(study, "colour", "red", "green")

    assert list(public_changes()) == [seen]


@pytest.mark.django_db
def test_many_studies_of_one_day_came_in_together_and_a_few_each_for_itself() -> None:
    many = [make_study(first_published_at=PUBLISHED + timedelta(minutes=n)) for n in range(BULK + 1)]
    one = make_study(first_published_at=PUBLISHED + timedelta(days=1))

    found = arrivals()

    assert found.single == {one.pk: one.first_published_at}
    assert {day: set(studies) for day, studies in found.in_bulk.items()} == {
        date(2026, 2, 1): {study.pk for study in many}
    }
    assert found.of(BitMap([many[0].pk])).in_bulk == {date(2026, 2, 1): {many[0].pk: PUBLISHED}}
    assert found.of(BitMap([many[0].pk])).single == {}


@pytest.mark.django_db
def test_when_studies_came_is_read_once_for_each_state_of_the_data() -> None:
    make_study(first_published_at=PUBLISHED)
    first = changes_of(public_studies(QueryDict(""), today=date(2026, 3, 2))).new

    with CaptureQueriesContext(connection) as asked:
        again = changes_of(public_studies(QueryDict(""), today=date(2026, 3, 2))).new
    later = make_study(first_published_at=PUBLISHED + timedelta(days=1))
    grown = changes_of(public_studies(QueryDict(""), today=date(2026, 3, 2))).new

    assert again == first == Arrivals(dict.fromkeys(first.single, PUBLISHED))
    assert not any(one["sql"].startswith('SELECT "trials_study"."id"') for one in asked)
    assert grown.single == first.single | {later.pk: PUBLISHED + timedelta(days=1)}


@pytest.mark.django_db
def test_a_week_begins_on_monday_in_oslo() -> None:
    study = make_study(first_published_at=PUBLISHED)
    last_of_week_9 = datetime(2026, 3, 1, 22, 59, tzinfo=UTC)
    for at in (last_of_week_9, last_of_week_9 + timedelta(minutes=1)):
        make_study_change(study, "sample_size", 1, 2, at=at)

    found = weeks(public_changes(), arrivals())

    assert found == [Week(date(2026, 3, 2), 1), Week(date(2026, 2, 23), 1), Week(date(2026, 1, 26), 1)]
    assert found[0].start == datetime(2026, 3, 1, 23, tzinfo=UTC)


@pytest.mark.django_db
def test_a_week_in_which_the_clock_is_changed_ends_with_its_sunday() -> None:
    week = Week(date(2026, 3, 23), 1)

    assert (week.start, week.end) == (
        datetime(2026, 3, 22, 23, tzinfo=UTC),
        datetime(2026, 3, 29, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("lines", "pages"),
    [([], []), ([1, 2, 3], [3]), ([LINES, 1], [1, 1]), ([1, LINES - 1, 1], [2, 1]), ([1, LINES, 1], [2, 1])],
)
def test_a_page_holds_whole_weeks_until_it_is_full(lines: list[int], pages: list[int]) -> None:
    found = in_pages([Week(date(2026, 3, 2) - timedelta(weeks=n), count) for n, count in enumerate(lines)])

    assert [len(page) for page in found] == pages


@pytest.mark.django_db
def test_the_question_says_whose_changes() -> None:
    norwegian = make_study(countries=["NO"], first_published_at=PUBLISHED)
    swedish = make_study(countries=["SE"], first_published_at=PUBLISHED)
    for study in (norwegian, swedish):
        make_study_change(study, "phase", "", "PHASE1")

    found = changes_of(public_studies(QueryDict("country=SE"), today=date(2026, 11, 26)))

    changes, new = found.within(found.pages[0])
    assert [change.study_id for change in changes] == [swedish.pk]
    assert set(new.single) == {swedish.pk}


@pytest.mark.django_db
def test_the_latest_are_whole_documents() -> None:
    study = make_study(first_published_at=PUBLISHED)
    for day in (2, 3, 4):
        for field in ("phase", "sex"):
            make_study_change(study, field, "", "", at=datetime(2026, 3, day, 5, tzinfo=UTC))

    changes, new = latest(2)

    assert [change.at.day for change in changes] == [4, 4, 3, 3]
    assert set(new.single) == {study.pk}


@pytest.mark.django_db
def test_a_question_may_hold_more_studies_than_a_statement_has_places() -> None:
    study = make_study(first_published_at=PUBLISHED)
    seen = make_study_change(study, "phase", "PHASE1", "PHASE2", at=PUBLISHED + timedelta(days=1))

    assert list(public_changes(BitMap(range(300_000)))) == [seen]
    assert list(public_changes(BitMap())) == []
