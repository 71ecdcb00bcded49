"""The queue of what imports leave to a person: what waits, how much, and from each the way to the next."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from tests.admin.accounts import browser_of
from tests.admin.desk import queries
from tests.admin.staff import writer
from tests.factories import make_person, make_proposal, make_site, make_study, make_whole_entry
from tests.html import parse, text, texts
from trials.actions.ingest.names import Names
from trials.actions.ingest.naming import name_site
from trials.actions.ingest.taking import item_of
from trials.actions.ingest.writing import Batch
from trials.choices import Decision, PublicationState, Scope
from trials.models import RegistryEntry, SameStudy, Study

pytestmark = pytest.mark.django_db

INBOX = "/admin/trials/study/inbox/"
NOON = datetime(2026, 11, 4, 11, tzinfo=UTC)


@pytest.fixture
def editor() -> User:
    return make_person("kari", "editor")


def make_draft(title: str) -> RegistryEntry:
    """A record of which an import made a draft."""
    entry = make_whole_entry(scope=Scope.OURS, facts={"public_title": title})
    batch = Batch(entry.registry, Names(), NOON, {"": entry.record})
    batch.place_again(item_of(entry), entry)
    batch.write()
    return entry


def make_question(title: str) -> RegistryEntry:
    entry = make_whole_entry(facts={"public_title": title})
    SameStudy.objects.create(entry=entry, study=make_study(), because="the same title", asked_at=NOON)
    return entry


def make_changes(title: str) -> Study:
    study = make_study(public_title=title)
    entry = make_whole_entry(study)
    make_proposal(study, "sample_size", 12, record=entry.record)
    make_proposal(study, "phase", "PHASE2", record=entry.record)
    return study


def make_unnamed(title: str) -> Study:
    """A study whose record names a hospital that we do not have."""
    study = make_study(public_title=title)
    make_whole_entry(study, facts={"sites": [["A Hospital", "Oslo", "NO", "RECRUITING"]]}, unnamed=1)
    return study


def one_of_each(number: int = 1) -> None:
    make_draft(f"Draft {number}")
    make_whole_entry(facts={"public_title": f"Unsure {number}"})
    make_question(f"Same {number}")
    make_changes(f"Changed {number}")
    make_unnamed(f"Unnamed {number}")


def rows(client: Client, **params: str) -> list[list[str]]:
    page = parse(client.get(INBOX, params).content)
    return [[text(cell) for cell in row] for row in page.findall(".//table[@class='queue']/tbody/tr")]


def test_the_queue_holds_each_kind_with_its_number(editor: User) -> None:
    one_of_each()
    make_whole_entry(scope=Scope.NOT_OURS)
    client = browser_of(editor)

    page = parse(client.get(INBOX).content)

    kinds = texts(page, ".//ul[@class='kinds']/li")
    titles = [row[0].split(" ", 1)[1] for row in rows(client)]
    assert kinds == [
        "All 5",
        "New study 1",
        "Perhaps ours 1",
        "Same study? 1",
        "Changes 1",
        "Unknown names 1",
        "Rejected",
    ]
    assert titles == ["Draft 1", "Unsure 1", "Same 1", "Changed 1", "Unnamed 1"]
    assert rows(client, kind="changes")[0][1:] == ["Changes 2", "ClinicalTrials.gov", "3 Nov 2026"]
    assert len(rows(client, kind="not-ours")) == 1


def test_what_is_decided_waits_no_more(editor: User) -> None:
    draft, changed = make_draft("Draft"), make_changes("Changed")
    RegistryEntry.objects.update(decided_by=editor, decided_at=NOON)
    changed.proposedchanges.update(decision=Decision.ACCEPTED, decided_by=editor, decided_at=NOON)
    public = make_whole_entry(make_study(publication_state=PublicationState.DRAFT))

    found = rows(browser_of(editor))

    assert found == []
    assert draft.study != public.study


def test_the_first_page_says_how_much_waits(editor: User) -> None:
    one_of_each()

    page = parse(browser_of(editor).get("/admin/").content)

    address = ".//a[@href='/admin/trials/study/inbox/?kind=names']/.."
    assert "1" in text(page.find(address)).split()


@pytest.mark.parametrize("params", [{}, {"kind": "drafts"}, {"kind": "same"}, {"kind": "changes"}, {"kind": "names"}])
def test_the_queue_asks_as_much_for_three_rows_as_for_one(params: dict[str, str], editor: User) -> None:
    client = browser_of(editor)
    one_of_each()
    one = queries(client, INBOX, **params)

    for number in (2, 3):
        one_of_each(number)

    assert queries(client, INBOX, **params) <= one


def test_a_queue_of_a_kind_leads_on_through_that_kind(editor: User) -> None:
    first, second = make_changes("First"), make_changes("Second")
    make_draft("Draft")
    client = browser_of(editor)

    page = parse(client.get(f"{INBOX}study/{first.pk}/?kind=changes").content)
    last = parse(client.get(f"{INBOX}study/{second.pk}/?kind=changes").content)

    ways = [
        [link.get("href") for link in one.findall(".//a") if text(link) == "Next without deciding"]
        for one in (page, last)
    ]
    assert ways == [[f"{INBOX}study/{second.pk}/?kind=changes"], [f"{INBOX}study/{first.pk}/?kind=changes"]]


@pytest.mark.parametrize("query", ["kind=nothing", "page=99999", "page=x", "kind=%00"])
def test_a_strange_question_is_answered(query: str, editor: User) -> None:
    one_of_each()

    assert browser_of(editor).get(f"{INBOX}?{query}").status_code in {200, 400}


def test_who_may_not_change_studies_has_no_desk() -> None:
    client = browser_of(make_person("reader", is_staff=True))
    study, entry = make_changes("Changed"), make_question("Same")

    answers = [
        client.get(INBOX),
        client.get(f"{INBOX}study/{study.pk}/"),
        client.post(f"{INBOX}study/{study.pk}/", {"all": "theirs"}),
        client.get(f"{INBOX}record/{entry.pk}/"),
        client.get(f"{INBOX}study/{study.pk}/hand-back/?field=phase"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5


def record_page(client: Client, entry: RegistryEntry, **values: Any) -> HttpResponse:
    address = f"{INBOX}record/{entry.pk}/"
    return cast(HttpResponse, client.post(address, values) if values else client.get(address))


def test_an_editor_says_that_a_record_is_ours_and_is_led_on(editor: User) -> None:
    entry, following = make_whole_entry(), make_whole_entry()
    client = browser_of(editor)

    answer = record_page(client, entry, scope="ours", version="1", reason="Lupus.")

    entry.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, f"{INBOX}record/{following.pk}/")
    assert (entry.scope, entry.decided_by, entry.reason) == (Scope.OURS, editor, "Lupus.")
    assert entry.study


def test_not_ours_needs_a_reason_that_names_no_patient(editor: User) -> None:
    entry = make_whole_entry()
    client = browser_of(editor)

    answers = [
        record_page(client, entry, scope="not-ours", version="1", reason=reason) for reason in ("", "01010750160")
    ]

    entry.refresh_from_db()
    assert [answer.status_code for answer in answers] == [409, 409]
    assert b"Say why it is not for this register." in answers[0].content
    assert entry.scope == Scope.UNSURE


def test_a_draft_that_is_not_ours_is_rejected_on_its_page(editor: User) -> None:
    entry = make_draft("Lymphoma")
    client = browser_of(editor)

    page = record_page(client, entry)
    record_page(client, entry, scope="not-ours", version="1", reason="Lymphoma alone.")

    entry.refresh_from_db()
    assert b"The draft that was made of it" in page.content
    assert (entry.scope, entry.study, Study.objects.count()) == (Scope.NOT_OURS, None, 0)


def test_the_second_to_judge_a_record_is_told_who_was_first(editor: User) -> None:
    entry = make_whole_entry()
    first, second = browser_of(make_person("ola", "editor")), browser_of(editor)
    record_page(first, entry, scope="not-ours", version="1", reason="No.")

    answer = record_page(second, entry, scope="ours", version="1")

    assert answer.status_code == 409
    assert "Ola Nordmann decided it first" in answer.content.decode()


def test_a_question_is_answered_on_the_records_page(editor: User) -> None:
    entry = make_question("Same")
    question = SameStudy.objects.get()
    client = browser_of(editor)

    page = record_page(client, entry).content.decode()
    record_page(client, entry, **{"questions": str(question.pk), f"same-{question.pk}": "yes"})

    entry.refresh_from_db()
    assert "Asked because of the same title." in page
    assert entry.study == question.study


def test_who_does_not_publish_reads_a_record_and_an_editor_judges_it() -> None:
    entry = make_whole_entry()
    client = writer("ola")

    page, answer = record_page(client, entry), record_page(client, entry, scope="ours", version="1")

    assert b"An editor says whether" in page.content
    assert (answer.status_code, Study.objects.count()) == (403, 0)


def test_a_record_that_is_none_is_not_found(editor: User) -> None:
    client = browser_of(editor)

    pages = [f"{INBOX}{page}/{key}/" for page in ("record", "study") for key in ("0", "9" * 40)]
    sent = {"changes": "1", "change-1": "theirs", "scope": "ours"}
    answers = [answer for page in pages for answer in (client.get(page), client.post(page, sent))]
    assert [answer.status_code for answer in answers] == [404] * 8


def test_a_study_waits_until_its_last_name_is_known(editor: User) -> None:
    study = make_unnamed("Unnamed")
    entry = study.registry_entries.get()
    site = make_site(name_en="The Hospital", city="Oslo")
    client = browser_of(editor)
    before = rows(client, kind="names")

    name_site(entry.pk, ("A Hospital", "Oslo", "NO"), site, by=editor, at=NOON)

    assert [row[1] for row in before] == ["Unknown names"]
    assert rows(client, kind="names") == []
