"""One row, one decision: still right, changed, closed; signed, once, by whoever answers for the site."""

from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.admin.accounts import browser_of, errors
from tests.admin.desk import messages_of
from tests.admin.test_my_queue import QUEUE, a_coordinator, a_row, confirmed, names
from tests.factories import make_person, make_proposal, make_site, make_study, make_study_site
from tests.html import parse, text
from tests.site.admin_forms import fields_of
from trials.dates import format_date
from trials.models import StudyChange, StudySite
from trials.outputs.row_links import link_to_row

pytestmark = pytest.mark.django_db

BY_PHONE = {"verification_method": "PHONE", "verified_role": "STUDY_NURSE"}


def page_of(here: StudySite) -> str:
    return f"{QUEUE}{here.pk}/"


def form_of(client: Client, here: StudySite) -> dict[str, Any]:
    fields = fields_of(cast(HttpResponse, client.get(page_of(here))))
    return {name: value for name, value in fields.items() if name != "closed_as"} | {"answer": "right"}


def decide(client: Client, here: StudySite, asked: str = "", **values: str) -> HttpResponse:
    """The answer to the row's form with these values changed."""
    return cast(HttpResponse, client.post(page_of(here) + asked, form_of(client, here) | values))


def editor(name: str = "ingrid") -> Client:
    return browser_of(make_person(name, "editor"))


def test_what_is_still_right_is_stamped_and_leaves_the_queue_for_the_next_row() -> None:
    first, second = a_row("First", **confirmed(100)), a_row("Second", **confirmed(40))
    client = editor()

    answer = decide(client, first, "?kind=confirm", **BY_PHONE)

    first.refresh_from_db()
    assert (first.verified_by.username, first.verification_method, first.verified_role) == (  # type: ignore[union-attr]
        "ingrid",
        "PHONE",
        "STUDY_NURSE",
    )
    assert (timezone.now() - first.verified_at).total_seconds() < 60  # type: ignore[operator]
    assert answer["Location"] == f"{QUEUE}?kind=confirm&row={second.pk}"
    page = parse(client.get(answer["Location"]).content)
    assert ["Second" in name for name in names(client)] == [True]
    assert [field.get("name") for field in page.iter("input") if field.get("autofocus") is not None] == ["answer"]


def test_after_the_last_row_comes_the_first_that_is_left_and_then_nothing() -> None:
    first, last = a_row("First", **confirmed(100)), a_row("Last", **confirmed(40))
    client = editor()

    after_last = decide(client, last, **BY_PHONE)
    after_all = decide(client, first, **BY_PHONE)

    assert after_last["Location"] == f"{QUEUE}?kind=confirm&row={first.pk}"
    assert after_all["Location"] == f"{QUEUE}?kind=confirm"
    told = messages_of(client, QUEUE)
    assert told[0].startswith("Confirmed: First, ")
    assert told[0].endswith("See its page")


def test_the_public_page_shows_the_confirmation_at_once() -> None:
    here = a_row("Public", **confirmed(100))

    decide(editor(), here, **BY_PHONE)

    page = Client().get(f"/en/studies/{here.study.slug}/").content.decode()
    assert f"confirmed {format_date(timezone.localdate(), 'en', 'short')} by the study nurse" in page


def test_how_and_by_whom_must_be_said_by_an_editor() -> None:
    here = a_row("Row", **confirmed(40))

    answer = decide(editor(), here)

    here.refresh_from_db()
    assert errors(answer) == ["This field is required.", "This field is required."]
    assert here.version == 1


def test_the_sites_own_coordinator_confirms_by_having_signed_in() -> None:
    site = make_site()
    here, other = a_row("Mine", site, **confirmed(40)), a_row("Mine too", site, **confirmed(35))
    client = browser_of(a_coordinator(site))

    offered = form_of(client, here)["verification_method"]
    decide(client, here, verified_role="STUDY_COORDINATOR")
    here.refresh_from_db()

    assert (offered, here.verification_method) == ("SIGNED_IN", "SIGNED_IN")
    # Their role need not be said again.
    assert form_of(client, other)["verified_role"] == "STUDY_COORDINATOR"
    assert decide(client, other).status_code == 302


def test_nobody_else_confirms_by_having_signed_in() -> None:
    here = a_row("Row", **confirmed(40))

    answer = decide(editor(), here, verification_method="SIGNED_IN", verified_role="STUDY_NURSE")

    assert errors(answer) == ["Select a valid choice. SIGNED_IN is not one of the available choices."]


def test_another_hospitals_coordinator_is_refused_by_address() -> None:
    here = a_row("Not theirs", **confirmed(40))
    client = browser_of(a_coordinator(make_site()))

    answers = [client.get(page_of(here)), client.post(page_of(here), {"answer": "right", **BY_PHONE})]

    here.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403]
    assert here.version == 1


def test_what_changed_is_written_with_the_stamp_and_told_to_the_public() -> None:
    here = a_row("Row", **confirmed(100))
    here.study.first_published_at = timezone.now()
    here.study.save()

    answer = decide(
        editor(), here, answer="change", status="SUSPENDED", pause_reason="Full", reply_days="5", **BY_PHONE
    )

    here.refresh_from_db()
    assert (answer.status_code, here.status, here.pause_reason, here.reply_days) == (302, "SUSPENDED", "Full", 5)
    assert [(change.field, change.after) for change in StudyChange.objects.all()] == [("site_status", "SUSPENDED")]


def test_a_pause_that_is_over_takes_its_reason_and_its_opening_along() -> None:
    paused: dict[str, Any] = {"status": "SUSPENDED", "pause_reason": "Full", "expected_open_date": "2026-10"}
    here = a_row("Row", **paused, **confirmed(40))

    decide(editor(), here, answer="change", status="RECRUITING", **BY_PHONE)

    here.refresh_from_db()
    assert (here.status, here.pause_reason, here.expected_open_date) == ("RECRUITING", "", None)


def test_a_site_closes_as_one_of_two_with_a_reason() -> None:
    here = a_row("Row", **confirmed(40))
    client = editor()

    without = errors(decide(client, here, answer="close", **BY_PHONE))
    unexplained = errors(decide(client, here, answer="close", closed_as="COMPLETED", **BY_PHONE))
    decide(client, here, answer="close", closed_as="COMPLETED", reason="The last visit was in May", **BY_PHONE)

    here.refresh_from_db()
    assert without == ["Choose how it closed."]
    assert unexplained == ["Write why it closed, or who said so: it stands in the history."]
    assert here.status == "COMPLETED"
    assert StudySite.history.latest("history_id").history_change_reason == "The last visit was in May"


PAUSED = {"status": "SUSPENDED"}
PAST = {"status": "ANNOUNCED", "expected_open_date": "2026-01"}


@pytest.mark.parametrize(
    ("site", "sent", "told"),
    [
        (
            {},
            {"answer": "change", "status": "SUSPENDED"},
            "A pause needs a reason: write here why, in a few words.",
        ),
        (
            {},
            {"answer": "change", "status": "NOT_YET_RECRUITING", "expected_open_date": "2025-01"},
            "The expected opening must lie in the future. If the site has opened, change its status instead.",
        ),
        (
            {},
            {"answer": "change", "expected_open_date": "soon"},
            "“soon” is not a date. Write 2025, 2025-06 or 2025-06-14.",
        ),
        ({}, {"status": "SUSPENDED"}, "You changed something below: choose “Change”, or put it back as it was."),
        (PAUSED, {}, "A pause needs a reason. Choose “Change”, and write why."),
        (PAST, {}, "The expected opening has passed. Choose “Change”: a new date, or another status."),
        ({"status": ""}, {}, "Nobody has said whether it recruits. Choose “Change”, and say so."),
        (
            {},
            {"answer": "close", "closed_as": "COMPLETED", "reason": "01010750160"},
            "This holds a Norwegian identity number. Remove it: nothing about a patient may stand here.",
        ),
    ],
)
def test_what_cannot_be_is_told_with_the_way_out(site: dict[str, Any], sent: dict[str, str], told: str) -> None:
    here = a_row("Row", **site)

    answer = decide(editor(), here, **BY_PHONE, **sent)

    assert errors(answer) == [told]
    assert StudySite.objects.get().version == 1


def test_a_site_does_not_recruit_in_a_study_that_has_ended() -> None:
    here = make_study_site(make_study(recruitment_status="COMPLETED"), make_site(), status="COMPLETED")

    answer = decide(editor(), here, answer="change", status="RECRUITING", **BY_PHONE)

    page = parse(answer.content)
    (field,) = [one for one in page.iter("div") if "field-status errors" in (one.get("class") or "")]
    assert "The study has ended, so no site of it can be recruiting." in text(field)


def test_of_two_at_one_row_the_second_is_told_and_loses_nothing() -> None:
    here = a_row("Row", **confirmed(40))
    first, second = editor("ingrid"), editor("marit")
    before = form_of(second, here)
    decide(first, here, answer="change", status="ENROLLING_BY_INVITATION", **BY_PHONE)

    answer = second.post(page_of(here), before | BY_PHONE | {"answer": "change", "reply_days": "3"})

    here.refresh_from_db()
    assert (answer.status_code, here.version, here.reply_days) == (409, 2, None)
    (alert,) = [text(one) for one in parse(answer.content).iter("p") if one.get("role") == "alert"]
    assert alert.startswith("Ingrid Nordmann changed this row meanwhile (")
    again = fields_of(cast(HttpResponse, answer))
    assert (again["reply_days"], again["verification_method"], again["seen"]) == ("3", "PHONE", "2")


def test_what_a_registry_says_otherwise_stands_beside_the_row() -> None:
    here = a_row("Row", **confirmed(40))
    make_proposal(here.study, "site_status", "COMPLETED", site=here.site)

    page = parse(editor().get(page_of(here)).content)

    (told,) = [text(one) for one in page.iter("div") if one.get("class") == "otherwise"]
    assert told == "ClinicalTrials.govCompleted An editor decides on it."


# The address in an e-mail


def token_of(here: StudySite) -> str:
    return link_to_row(here.pk).removeprefix("http://localhost:8000")


def test_the_address_in_a_mail_opens_exactly_that_row_after_signing_in() -> None:
    site = make_site()
    here = a_row("Mine", site, **confirmed(40))
    outside, inside = Client(), browser_of(a_coordinator(site))

    asked, opened = outside.get(token_of(here)), inside.get(token_of(here))

    assert asked["Location"].startswith("/admin/login/?next=/admin/trials/studysite/queue/mail/")
    assert opened["Location"] == page_of(here)


def test_the_address_gives_no_right_to_the_row() -> None:
    here = a_row("Not theirs", **confirmed(40))

    assert browser_of(a_coordinator(make_site())).get(token_of(here)).status_code == 403


def test_an_address_that_is_too_old_or_not_ours_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser_of(User.objects.create_superuser("root"))
    address = token_of(a_row("Row"))
    long_ago = timezone.now().timestamp() - 15 * 24 * 60 * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: long_ago)
    old = token_of(a_row("Row"))
    monkeypatch.undo()

    answers = [client.get(old), client.get(f"{address[:-2]}x/")]

    assert [answer.status_code for answer in answers] == [410, 404]
    assert [text(parse(answer.content).find(".//h1")) for answer in answers] == [
        "This link is too old",
        "This link is not whole",
    ]


def test_a_row_costs_the_same_with_three_contacts_as_with_one(django_assert_max_num_queries: Any) -> None:
    here = a_row("Row", **confirmed(40))
    client = editor()
    client.get(page_of(here))
    with django_assert_max_num_queries(20) as one:
        client.get(page_of(here))
    for _ in range(2):
        here.contacts.create(role="REFERRAL", phone="+47 22 00 00 01", is_public=True)

    with django_assert_max_num_queries(len(one)):
        client.get(page_of(here))
