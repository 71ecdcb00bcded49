"""What waits for a person: on the first page with counts, in lists of each matter, and only what they may act on."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from tests.admin.accounts import browser_of
from tests.admin.desk import queries
from tests.factories import make_person, make_proposal, make_site, make_study, make_study_site, make_whole_entry
from tests.html import parse, text, texts
from trials.choices import ContactRole
from trials.models import Contact, ErrorReport, Site, SiteCoordinator, StudySite

pytestmark = pytest.mark.django_db

QUEUE = "/admin/trials/studysite/queue/"


def confirmed(days: int) -> dict[str, Any]:
    """A confirmation of so many days ago."""
    at = timezone.now() - timedelta(days=days)
    return {"verified_at": at, "verified_by": make_person(is_staff=True), "verification_method": "PHONE"}


def a_row(acronym: str, site: Site | None = None, **fields: Any) -> StudySite:
    here = make_study_site(make_study(acronym=acronym), site or make_site(), **fields)
    Contact.objects.create(study_site=here, role=ContactRole.STUDY_NURSE, phone="+47 22 00 00 00", is_public=True)
    return here


def a_coordinator(*sites: Site, name: str = "kari") -> User:
    person = make_person(name, "coordinator")
    for site in sites:
        SiteCoordinator.objects.create(site=site, user=person)
    return person


def a_report(here: StudySite) -> ErrorReport:
    return ErrorReport.objects.create(
        receipt=f"R{here.pk}", page="/nb/", text="Feil", language="nb", study=here.study, reported_at=timezone.now()
    )


def one_of_each(number: int) -> None:
    a_row(f"Confirm {number}", **confirmed(40))
    a_row(f"Never {number}")
    a_row(f"Opening {number}", status="ANNOUNCED", expected_open_date="2026-01", **confirmed(5))
    make_study_site(make_study(acronym=f"Contact {number}"), make_site(), **confirmed(5))
    reported = a_row(f"Language {number}", note_nb="Ring", **confirmed(5))
    make_study(acronym=f"Summary {number}", summary_en="CAR-T in lupus")
    a_report(reported)
    changed = make_study(acronym=f"Changed {number}")
    make_proposal(changed, "sample_size", 12, record=make_whole_entry(changed).record)


def piles(client: Client) -> list[str]:
    page = parse(client.get("/admin/").content)
    return [
        f"{text(pile.find('a'))} {text(pile.find('span'))}" for pile in page.findall(".//ul[@class='piles']/li")
    ]  # fmt: skip


def names(client: Client, **params: Any) -> list[str]:
    """The rows of a list, the open one by its heading."""
    page = parse(client.get(QUEUE, params).content)
    rows = page.findall(".//ol[@class='my-rows']/li")
    return [text(row.find(".//legend") if row.find(".//legend") is not None else row.find("p/a")) for row in rows]


def editor() -> Client:
    return browser_of(User.objects.create_superuser("editor"))


def test_the_first_page_counts_each_matter() -> None:
    one_of_each(1)

    found = piles(editor())

    assert found == [
        "To be confirmed again 1",
        "Never confirmed 1",
        "Expected opening has passed 1",
        "Nobody to call 1",
        "Missing in one language 2",
        "Reported errors 1",
        "Changes that registries propose 1",
    ]


def test_the_oldest_stand_on_the_first_page_and_open_the_row() -> None:
    a_row("Due", **confirmed(40))
    oldest = a_row("Lapsed", **confirmed(100))
    client = editor()

    page = parse(client.get("/admin/").content)
    first = page.findall(".//ol[@class='oldest']/li")[0]

    assert "Lapsed" in text(first)
    assert "No longer counts as confirmed" in text(first)
    assert first.find("a").get("href") == f"{QUEUE}?kind=confirm&row={oldest.pk}"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("confirm", ["Confirm 1"]),
        ("never", ["Never 1"]),
        ("opening", ["Opening 1"]),
        ("contact", ["Contact 1"]),
        ("language", ["Language 1", "Summary 1"]),
        ("report", ["Language 1"]),
    ],
)
def test_each_matter_has_its_list(kind: str, shown: list[str]) -> None:
    one_of_each(1)

    found = names(editor(), kind=kind)

    assert [name for name, row in zip(shown, found, strict=True) if name not in row] == []


def test_a_row_that_is_not_decided_here_leads_to_where_it_is() -> None:
    one_of_each(1)
    client = editor()
    site, report = StudySite.objects.get(study__acronym="Contact 1"), ErrorReport.objects.get()

    def led(kind: str) -> list[str]:
        page = parse(client.get(QUEUE, {"kind": kind}).content)
        return [link.get("href", "") for link in page.findall(".//ol[@class='my-rows']/li/p/a")]

    assert led("contact") == [f"/admin/trials/studysite/{site.pk}/change/#contacts-group"]
    assert led("report") == [f"/admin/trials/errorreport/{report.pk}/change/"]


def test_a_coordinator_sees_the_rows_of_their_own_hospitals_alone() -> None:
    oslo, bergen = make_site("oslo"), make_site("bergen")
    a_row("Mine", oslo, **confirmed(40))
    a_row("Not mine", bergen, **confirmed(40))
    one_of_each(1)
    mine = browser_of(a_coordinator(oslo))
    nobodys = browser_of(a_coordinator(name="ola"))

    assert [name.split(",")[0].split()[-1] for name in names(mine)] == ["Mine"]
    assert "To be confirmed again 1" in piles(mine)
    assert names(nobodys) == []


def test_an_editor_sees_all_and_can_narrow_it_to_a_hospital() -> None:
    oslo, bergen = make_site("oslo"), make_site("bergen")
    a_row("Here", oslo, **confirmed(50))
    a_row("There", bergen, **confirmed(40))
    client = browser_of(make_person("kari", "editor"))

    everywhere, narrowed = names(client), names(client, site=oslo.pk)
    page = parse(client.get(QUEUE).content)

    assert [len(everywhere), len(narrowed)] == [2, 1]
    assert "Here" in narrowed[0]
    assert texts(page, ".//select[@id='id_site']/option") == ["All", "Bergen", "Oslo"]


def test_reports_are_for_those_who_may_answer_them() -> None:
    here = a_row("Reported", **confirmed(5))
    a_report(here)
    person = make_person("kari", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=["change_studysite"]))

    assert "Reported errors 1" not in piles(browser_of(person))
    assert texts(parse(browser_of(person).get(QUEUE).content), ".//ul[@class='kinds']/li") == [
        "To be confirmed again 0",
        "Never confirmed 0",
        "Expected opening has passed 0",
        "Nobody to call 0",
        "Missing in one language 0",
    ]


def test_who_has_nothing_to_do_is_told_so() -> None:
    page = parse(editor().get("/admin/").content)

    (queue,) = page.findall(".//section[@class='my-queue']")
    assert text(queue) == "My queue 0 Nothing waits for you."


@pytest.mark.parametrize("question", ["kind=all", "kind=confirm&site=oslo"])
def test_what_is_no_list_is_refused(question: str) -> None:
    assert editor().get(f"{QUEUE}?{question}").status_code == 400


def test_a_row_that_is_not_waiting_any_more_opens_the_first() -> None:
    here = a_row("First", **confirmed(40))

    assert [here.study.acronym in name for name in names(editor(), row="99999")] == [True]


def test_long_lists_have_pages_and_the_row_asked_for_is_on_the_one_shown() -> None:
    site = make_site()
    made = [a_row(f"Row {number:02}", site, **confirmed(60 - number)) for number in range(25)]
    client = editor()

    first, second, asked = names(client), names(client, page="2"), names(client, row=made[22].pk)

    assert (len(first), len(second), len(asked)) == (20, 5, 5)
    assert "Row 22" in asked[2]


@pytest.mark.parametrize("address", ["/admin/", QUEUE, f"{QUEUE}?kind=language", f"{QUEUE}?kind=report"])
def test_three_rows_ask_as_often_as_one(address: str) -> None:
    client = editor()
    one_of_each(1)

    one = queries(client, address)
    for number in (2, 3):
        one_of_each(number)

    assert queries(client, address) == one
