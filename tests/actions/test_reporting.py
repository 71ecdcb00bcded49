"""Reports of errors: taken in, closed once, and deleted a year later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import make_person, make_report, make_study
from trials.actions.reporting import ALPHABET, AlreadyClosed, Said, close, delete_old, new_receipt, receive
from trials.models import ErrorReport, ReportAttempt

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_receipts_are_long_differ_and_hold_no_letter_that_is_taken_for_another() -> None:
    receipts = {new_receipt() for _ in range(200)}

    assert len(receipts) == 200
    assert {len(receipt) for receipt in receipts} == {10}
    assert set("".join(receipts)) <= set(ALPHABET)
    assert not set("01ILOU") & set(ALPHABET) - {"U"}


def test_a_report_is_closed_once_signed_with_what_was_done() -> None:
    kari, ola, report = make_person("kari", "editor"), make_person("ola", "editor"), make_report(make_study())

    close(report.pk, "MENDED", "Corrected.", by=kari, at=NOW)
    with pytest.raises(AlreadyClosed):
        close(report.pk, "NO_ERROR", "It is right.", by=ola, at=NOW)

    report.refresh_from_db()
    assert (report.state, report.outcome) == ("MENDED", "Corrected.")
    assert (report.closed_by, report.closed_at) == (kari, NOW)


def test_a_network_without_address_is_counted_with_all_alone() -> None:
    said = Said("/nb/about/", "", "Feil telefonnummer.", "nb")

    kept = [receive(said, network=None, at=NOW) for _ in range(7)]

    assert len({report.receipt for report in kept}) == 7


@pytest.mark.parametrize(("days", "left"), [(364, 2), (366, 1)])
def test_closed_reports_go_after_a_year_and_open_ones_stay(days: int, left: int) -> None:
    make_report(reported_at=NOW - timedelta(days=900))
    closed_at = NOW - timedelta(days=days)
    make_report(state="NO_ERROR", outcome="It is right.", closed_by=make_person(), closed_at=closed_at)
    ReportAttempt.objects.create(network="x", at=NOW - timedelta(hours=2))

    number = delete_old(NOW)

    assert (number, ErrorReport.objects.count(), ReportAttempt.objects.count()) == (2 - left, left, 0)


def test_the_command_says_how_many_it_deleted(capsys: Any) -> None:
    closed_at = datetime(2020, 1, 1, tzinfo=UTC)
    make_report(state="NO_ERROR", outcome="It is right.", closed_by=make_person(), closed_at=closed_at)

    call_command("delete_old_reports")

    assert capsys.readouterr().out == "1 old error reports deleted.\n"
