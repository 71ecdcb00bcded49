"""What imports did and what registries sent, to be read in the admin and not to be changed."""

import pytest
from django.test import Client

from tests.admin.accounts import browser_of
from tests.admin.desk import an_editor, get, page_of
from tests.factories import make_person, make_record, make_run
from tests.html import parse, text, texts
from trials.choices import RunOutcome
from trials.models import RegistryRecord, RegistryRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def listed(editor: Client, model: type[RegistryRun | RegistryRecord], **question: str) -> list[str]:
    page = parse(get(editor, page_of(model, "changelist"), **question).content)
    return texts(page, ".//table[@id='result_list']/tbody/tr/th")


def test_runs_are_listed_newest_first_and_by_how_they_ended() -> None:
    make_run(outcome=RunOutcome.HELD_BACK, told="3 of 20 documents could not be read.")
    make_run(started_at="2026-11-26T03:00:00Z")
    editor = an_editor()

    assert len(listed(editor, RegistryRun)) == 2
    assert "26" in listed(editor, RegistryRun)[0]
    assert len(listed(editor, RegistryRun, outcome__exact="HELD_BACK")) == 1
    assert len(listed(editor, RegistryRun, q="car-t")) == 2
    assert listed(editor, RegistryRun, q="lupus") == []


def test_a_run_tells_what_was_asked_and_why_it_was_held_back() -> None:
    run = make_run(outcome=RunOutcome.HELD_BACK, told="3 of 20 documents could not be read.")

    page = get(an_editor(), page_of(RegistryRun, "change", run.pk)).content

    assert b"ClinicalTrials.gov, 2026-11-25 04:00" in page
    assert b"query.term=CAR-T" in page
    assert b"3 of 20 documents could not be read." in page
    assert b'name="_save"' not in page


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("NCT01234567", ["NCT01234567"]),
        (" nct 01234567", ["NCT01234567"]),
        ("nct0123", ["NCT01234567"]),
        ("2023 510150 17 00", ["2023-510150-17-00"]),
        ("234567", []),
    ],
)
def test_a_record_is_found_by_its_number(question: str, found: list[str]) -> None:
    make_record("NCT01234567")
    make_record("2023-510150-17-00")

    assert listed(an_editor(), RegistryRecord, q=question) == found


def test_a_record_is_shown_as_text_in_lines() -> None:
    record = make_record(body=b'{"title": "<b>Lupus</b>", "city": "Troms\xc3\xb8"}')

    page = parse(get(an_editor(), page_of(RegistryRecord, "change", record.pk)).content)

    (document,) = page.findall(".//pre")
    assert text(document).split() == ["{", '"title":', '"<b>Lupus</b>",', '"city":', '"Tromsø"', "}"]


def test_a_record_that_cannot_be_read_is_shown_as_it_came_with_the_reason() -> None:
    record = make_record("", body=b"\xff{no", problem="not UTF-8")
    editor = an_editor()

    page = parse(get(editor, page_of(RegistryRecord, "change", record.pk)).content)

    assert text(page.findall(".//pre")[0]) == "\N{REPLACEMENT CHARACTER}{no"
    assert listed(editor, RegistryRecord, unread="yes") == ["none that can be read"]


@pytest.mark.parametrize("role", ["coordinator", "editor", "administrator"])
def test_every_role_reads_and_nobody_writes(role: str) -> None:
    browser = browser_of(make_person("somebody", role))
    record = make_record()
    address = page_of(RegistryRecord, "change", record.pk)

    assert get(browser, address).status_code == 200
    assert browser.post(address, {"problem": "none"}).status_code == 403
    assert browser.get(f"/admin/trials/registryrecord/{record.pk}/delete/").status_code == 404
