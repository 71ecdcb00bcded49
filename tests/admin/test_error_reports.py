"""Error reports in the admin: read, closed with what was done, and by whom they may be."""

from typing import Any

import pytest
from django.test import Client

from tests.admin.accounts import browser_of
from tests.admin.desk import get, listed, queries
from tests.factories import make_person, make_report, make_site, make_study
from tests.html import parse, text
from trials.models import ErrorReport, SiteCoordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LIST = "/admin/trials/errorreport/"
MENDED = {"state": "MENDED", "outcome": "The limit is 65 now."}


def page_of(report: ErrorReport) -> str:
    return f"{LIST}{report.pk}/change/"


@pytest.fixture
def editor() -> Client:
    return browser_of(make_person("eva", "editor"))


def test_the_list_says_what_is_wrong_and_is_narrowed_to_what_is_new(editor: Client) -> None:
    new = make_report(make_study())
    make_report(None, **MENDED, closed_at="2026-11-20T12:00Z", closed_by=make_person())

    everything, open_ones = get(editor, LIST), get(editor, LIST, state__exact="NEW")

    assert (len(listed(everything)), listed(open_ones)) == (2, [new.pk])
    assert new.text in text(parse(open_ones.content))


@pytest.mark.parametrize("words", ["65 år", "alder", "RECEIPT"])
def test_a_report_is_found_by_words_and_by_receipt(editor: Client, words: str) -> None:
    report = make_report(make_study())
    make_report(text="Noe helt annet.")

    found = listed(get(editor, LIST, q=report.receipt.lower() if words == "RECEIPT" else words))

    assert found == [report.pk]


def test_an_editor_reads_a_report_and_closes_it(editor: Client) -> None:
    report = make_report(make_study("castle"))
    page = get(editor, page_of(report))

    answer = editor.post(page_of(report), MENDED)

    report.refresh_from_db()
    links = {one.get("href") for one in parse(page.content).iter("a")}
    assert {"/nb/studies/castle/", f"/admin/trials/study/{report.study_id}/change/"} <= links
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?state__exact=NEW")
    assert (report.state, report.outcome) == ("MENDED", "The limit is 65 now.")
    assert (report.closed_by.username, report.closed_at is not None) == ("eva", True)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"state": "NEW", "outcome": "Nothing"},
        {"state": "MENDED", "outcome": "  "},
        {"state": "MENDED", "outcome": "For 31129956715"},
        {"state": "MENDED", "outcome": "x" * 1001},
        {"state": "SOLVED", "outcome": "Done"},
    ],
)
def test_a_report_is_not_closed_without_saying_what_was_done(editor: Client, sent: dict[str, str]) -> None:
    report = make_report()

    answer = editor.post(page_of(report), sent)

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (200, "NEW")
    assert parse(answer.content).findall(".//ul[@class='errorlist']")


def test_whoever_comes_second_is_told_and_changes_nothing(editor: Client) -> None:
    report = make_report()
    browser_of(make_person("kari", "editor")).post(page_of(report), MENDED)

    answer = editor.post(page_of(report), {"state": "NO_ERROR", "outcome": "It is right."})

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (409, "MENDED")
    assert "Somebody closed the report meanwhile." in text(parse(answer.content))


def coordinator_of(*sites: Any) -> Client:
    person = make_person(None, "coordinator")
    for site in sites:
        SiteCoordinator.objects.create(site=site, user=person)
    return browser_of(person)


def test_a_coordinator_reads_and_closes_reports_on_studies_at_their_hospitals() -> None:
    site = make_site()
    mine, other, about_no_study = make_report(make_study(sites=[site])), make_report(make_study()), make_report()
    kari = coordinator_of(site)

    seen = listed(get(kari, LIST))
    answers = [kari.post(page_of(report), MENDED).status_code for report in (mine, other, about_no_study)]

    assert seen == [mine.pk]
    assert answers == [302, 403, 403]
    assert get(kari, page_of(other)).status_code == 403


def test_a_key_that_no_report_has_leads_nowhere(editor: Client) -> None:
    assert [get(editor, f"{LIST}{key}/change/").status_code for key in ("0", "x", "9" * 30)] == [404, 404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(count: int) -> None:
    site = make_site()
    for _ in range(count):
        make_report(make_study(sites=[site]))

    assert queries(coordinator_of(site), LIST) <= 10
