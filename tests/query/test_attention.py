"""What waits for a person: each matter, at the days where it begins and ends, and for whom."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import make_person, make_site, make_study, make_study_site
from trials.choices import ContactRole, PublicationState
from trials.models import Contact, ErrorReport, SiteCoordinator, StudySite
from trials.query.attention import (
    Age,
    Matter,
    age_of,
    error_reports,
    studies_for_language,
    study_sites_for,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)


def confirmed(days: int, hour: int = 11) -> dict[str, Any]:
    """A confirmation of so many days ago."""
    at = datetime.combine(TODAY - timedelta(days=days), datetime.min.time(), UTC) + timedelta(hours=hour)
    by = make_person(is_staff=True)
    return {"verified_at": at, "verified_by": by, "verification_method": "PHONE", "verified_role": "STUDY_NURSE"}


def row(country: str = "NO", study: dict[str, Any] | None = None, **fields: Any) -> StudySite:
    return make_study_site(make_study(**(study or {})), make_site(country=country), **fields)


def waiting(matter: Matter, sites: set[int] | None = None) -> list[StudySite]:
    return list(study_sites_for(matter, TODAY, sites))


@pytest.mark.parametrize(
    ("days", "age", "waits"),
    [
        (0, Age.FRESH, False),
        (30, Age.FRESH, False),
        (31, Age.DUE, True),
        (60, Age.DUE, True),
        (61, Age.LATE, True),
        (90, Age.LATE, True),
        (91, Age.LAPSED, True),
    ],
)
def test_a_confirmation_grows_old_by_the_day(days: int, age: Age, waits: bool) -> None:
    here = row(**confirmed(days))

    assert age_of(TODAY - timedelta(days=days), TODAY) == age
    assert waiting(Matter.CONFIRM) == ([here] if waits else [])


def test_days_are_those_of_oslo() -> None:
    # Half past midnight in Oslo, on the day 30 days ago; and half past eleven in the evening before.
    fresh, due = row(**confirmed(31, hour=23)), row(**confirmed(31, hour=22))
    StudySite.objects.filter(pk=fresh.pk).update(verified_at=datetime(2026, 10, 26, 23, 30, tzinfo=UTC))
    StudySite.objects.filter(pk=due.pk).update(verified_at=datetime(2026, 10, 26, 22, 30, tzinfo=UTC))

    assert waiting(Matter.CONFIRM) == [due]


def test_the_oldest_stand_first() -> None:
    due, lapsed, late = (row(**confirmed(days)) for days in (40, 100, 70))

    assert waiting(Matter.CONFIRM) == [lapsed, late, due]


def test_a_site_that_closed_is_not_asked_again() -> None:
    for status in ("COMPLETED", "TERMINATED", "ACTIVE_NOT_RECRUITING"):
        row(status=status, **confirmed(100))

    assert waiting(Matter.CONFIRM) == []


@pytest.mark.parametrize(
    "study",
    [
        {"publication_state": PublicationState.DRAFT},
        {"publication_state": PublicationState.WITHDRAWN, "withdrawal_reason_nb": "Feil"},
        {"recruitment_status": "COMPLETED"},
        {"recruitment_status": "TERMINATED"},
    ],
)
def test_of_a_study_that_is_over_or_not_public_nothing_is_asked(study: dict[str, Any]) -> None:
    row(study=study, status="", note_nb="Ring", expected_open_date="2026-01")
    row(study=study, status="", **confirmed(100))

    assert {matter: waiting(matter) for matter in Matter if matter != Matter.REPORT and waiting(matter)} == {}


def test_a_norwegian_site_is_asked_from_the_first_and_a_foreign_one_where_somebody_looks_after_it() -> None:
    oslo, berlin, lund = row(), row("DE"), row("SE")
    row("NO", status="COMPLETED")
    SiteCoordinator.objects.create(site=lund.site, user=make_person("lisa", "coordinator"))

    assert waiting(Matter.NEVER) == [oslo, lund]
    assert berlin.verified_at is None


def test_a_person_is_asked_of_their_own_sites_alone() -> None:
    mine = row(**confirmed(40))
    row(**confirmed(50))

    assert waiting(Matter.CONFIRM, {mine.site_id}) == [mine]
    assert waiting(Matter.CONFIRM, set()) == []


@pytest.mark.parametrize(
    ("expected", "has_passed"),
    [
        ("2026-11-25", True),
        ("2026-11-26", False),
        ("2026-11", False),
        ("2026-10", True),
        ("2026", False),
        ("2025", True),
        ("2026-12", False),
        ("2027", False),
        (None, False),
    ],
)
def test_an_opening_has_passed_when_its_last_day_has(expected: str | None, has_passed: bool) -> None:
    here = row(status="NOT_YET_RECRUITING", expected_open_date=expected)

    assert waiting(Matter.OPENING) == ([here] if has_passed else [])


def test_a_site_that_has_opened_or_closed_has_no_opening_to_ask_of() -> None:
    for status in ("RECRUITING", "COMPLETED", "ACTIVE_NOT_RECRUITING"):
        row(status=status, expected_open_date="2026-01")

    assert waiting(Matter.OPENING) == []


def test_a_norwegian_site_without_a_public_way_to_reach_it_is_asked_for_one() -> None:
    none, hidden, public = row(), row(), row()
    row("SE")
    row(status="ACTIVE_NOT_RECRUITING")
    for here, is_public in ((hidden, False), (public, True)):
        phone = {"role": ContactRole.STUDY_NURSE, "phone": "+47 22 00 00 00"}
        Contact.objects.create(study_site=here, is_public=is_public, **phone)

    assert waiting(Matter.CONTACT) == [none, hidden]


def test_a_text_that_stands_in_one_language_is_missing_in_the_other() -> None:
    norwegian, english = row(note_nb="Ring først"), row(attach_en="A letter")
    row(note_nb="Ring først", note_en="Phone first")
    row(note_nb="Ring først", note_nn="Ring først", note_en="Phone first")
    summed_up = make_study(summary_en="CAR-T in lupus")
    make_study(summary_nb="CAR-T ved lupus", summary_en="CAR-T in lupus")
    make_study(summary_nb="CAR-T ved lupus", publication_state=PublicationState.DRAFT)

    assert waiting(Matter.LANGUAGE) == [norwegian, english]
    assert list(studies_for_language(None)) == [summed_up]
    assert list(studies_for_language({norwegian.site_id})) == []


def test_reports_wait_until_they_are_answered_each_for_whoever_answers_for_the_study() -> None:
    here = row()
    editor = make_person("kari", "editor")
    common = {"page": "/nb/", "text": "Feil", "language": "nb"}
    late, early = (datetime(2026, 11, day, tzinfo=UTC) for day in (20, 10))
    newer = ErrorReport.objects.create(receipt="B", study=here.study, reported_at=late, **common)
    older = ErrorReport.objects.create(receipt="A", reported_at=early, **common)
    done = {"state": "MENDED", "outcome": "Rettet", "closed_at": late, "closed_by": editor}
    ErrorReport.objects.create(receipt="C", study=here.study, reported_at=early, **done, **common)

    assert list(error_reports(None)) == [older, newer]
    assert list(error_reports({here.site_id})) == [newer]
    assert list(error_reports(set())) == []
