"""Many studies at once, from the list of the admin."""

import re
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.staff import editor, reader, writer
from tests.factories import make_study
from tests.html import parse, text, texts
from tests.views.download import content, download, rows
from trials.actions.saving import sign
from trials.admin.jobs import JOBS
from trials.choices import Classification
from trials.models import Study
from trials.outputs.columns import NEAR_COLUMNS

pytestmark = pytest.mark.django_db

LIST = "/admin/trials/study/"
AT = datetime(2026, 11, 3, 12, tzinfo=UTC)
MANY = 1200


def ask(client: Client, action: str, *studies: Study, filters: str = "", across: bool = False) -> bytes:
    """The page that asks before the action is done with the selected studies."""
    answer = client.post(
        LIST + filters,
        {
            "action": action,
            "_selected_action": [str(study.pk) for study in studies],
            "select_across": "1" if across else "0",
            "index": "0",
        },
    )
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def confirm(client: Client, page: bytes, **values: str) -> HttpResponse:
    """The answer to that page, sent."""
    (form,) = (one for one in parse(page).findall(".//form") if one.get("id") == "bulk_form")
    fields = {field.get("name", ""): field.get("value", "") for field in form.iter("input")}
    fields |= {field.get("name", ""): "" for field in form.iter("textarea")}
    return cast(HttpResponse, client.post(form.get("action", ""), fields | values))


def listed(page: bytes) -> list[list[str]]:
    """The table of what will happen, cell by cell."""
    body = parse(page).findall(".//table[@class='selected-studies']/tbody/tr")
    return [[text(cell) for cell in row] for row in body]


def messages(client: Client) -> list[str]:
    return texts(parse(client.get(LIST).content), ".//ul[@class='messagelist']/li")


def states() -> dict[str, str]:
    return dict(Study.objects.values_list("slug", "publication_state"))


def one(name: str, **fields: Any) -> Study:
    """A draft named after its address, without a number beside its name."""
    return make_study(name, **{"publication_state": "DRAFT", "acronym": name.upper()} | fields)


def test_the_page_that_asks_lists_every_study_and_what_will_happen_to_it():
    whole = one("whole", identifiers=[("CTGOV", "NCT01234567")])
    bare = one("bare", sources=0, countries=[], identifiers=[], no_identifier_reason="IN_NO_REGISTRY")
    public = one("public", publication_state="PUBLISHED", identifiers=[], no_identifier_reason="IN_NO_REGISTRY")

    page = ask(editor(), "publish_selected", whole, bare, public)

    assert listed(page) == [
        ["BARE", "Draft", "Stays as it is. Missing: Country; Source."],
        ["PUBLIC", "Published", "Stays as it is. Its state is “Published”, where this cannot be done."],
        ["WHOLE NCT01234567", "Draft", "Will be published."],
    ]
    summary = "1 study will be changed. 2 studies stay as they are, and stand first below."
    assert summary in texts(parse(page), ".//div[@class='step-page']/p")
    assert set(states().values()) == {"DRAFT", "PUBLISHED"}


def test_those_that_lack_nothing_are_published_and_the_others_named():
    ola = editor("ola")
    first, second, bare = one("first"), one("second"), one("bare", sources=0)

    answer = confirm(ola, ask(ola, "publish_selected", first, second, bare), reason="Read together.")

    assert answer.status_code == 302
    assert messages(ola) == [
        "2 studies are public now.",
        "1 study was left as it was: BARE: Missing: Source.",
    ]
    assert states() == {"first": "PUBLISHED", "second": "PUBLISHED", "bare": "DRAFT"}
    for study in (first, second):
        entry = study.history.first()
        signed = (entry.version, entry.history_user.username, entry.history_change_reason)
        assert signed == (2, "ola", "Read together.")


def test_a_study_changed_since_the_page_was_shown_is_left_and_named():
    ola = editor("ola")
    still, moved, gone = one("still"), one("moved"), one("gone")
    page = ask(ola, "publish_selected", still, moved, gone)
    sign(moved, by=User.objects.create_user("kari"), at=AT)
    moved.save()
    key = gone.pk
    gone.delete()

    confirm(ola, page)

    assert states() == {"still": "PUBLISHED", "moved": "DRAFT"}
    done, left = messages(ola)
    assert done == "1 study is public now."
    assert left.startswith(f"2 studies were left as they were: Study {key}: It was deleted meanwhile.")
    assert "MOVED: kari changed it meanwhile (Nov. 3, 2026, 1 p.m.)." in left


def test_one_reason_withdraws_all(client: Client):
    ola = editor()
    studies = [one(name, publication_state="PUBLISHED") for name in ("first", "second")]
    page = ask(ola, "withdraw_selected", *studies)

    without_words = confirm(ola, page)
    again = b"".join(without_words.streaming_content)  # type: ignore[attr-defined]
    confirm(ola, again, why_nb="Dobbelt.", why_en="Duplicates.")

    assert texts(parse(again), ".//ul[@class='errorlist']/li") == ["This field is required."]
    assert states() == {"first": "WITHDRAWN", "second": "WITHDRAWN"}
    assert [client.get(f"/en/studies/{name}/").status_code for name in states()] == [410, 410]
    assert messages(ola) == ["2 studies are withdrawn from the register."]


def test_a_writer_sends_many_to_review_and_is_told_what_they_lack():
    kari = writer()
    whole, bare = one("whole"), one("bare", sources=0)
    page = ask(kari, "review_selected", whole, bare)

    confirm(kari, page)

    assert [row[-1] for row in listed(page)] == [
        "Will be sent to review.",
        "Will be sent to review. Missing for publication: Source.",
    ]
    assert states() == {"whole": "IN_REVIEW", "bare": "IN_REVIEW"}


def test_classifications_are_confirmed_and_signed():
    kari = writer("kari")
    automatic, confirmed = one("automatic"), one("confirmed", classification=Classification.CURATED)

    confirm(kari, ask(kari, "confirm_selected", automatic, confirmed), reason="Read the protocol.")

    assert set(Study.objects.values_list("classification", "version")) == {("CURATED", 2), ("CURATED", 1)}
    entry = automatic.history.first()
    assert (entry.classification, entry.history_user.username, entry.history_change_reason) == (
        "CURATED",
        "kari",
        "Read the protocol.",
    )
    assert messages(kari) == [
        "The classification of 1 study is confirmed.",
        "1 study was left as it was: CONFIRMED: Its classification is confirmed already.",
    ]


def test_the_selected_are_a_file_like_the_public_one_with_their_state(client: Client):
    public = one("public", publication_state="PUBLISHED", public_title="=HYPERLINK()")
    draft = one("draft")

    answer = reader().post(
        LIST, {"action": "download_selected", "_selected_action": [public.pk, draft.pk], "index": "0"}
    )

    found = {row["slug"]: row for row in rows(content(answer))}
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert {slug: row["publication_state"] for slug, row in found.items()} == {"public": "PUBLISHED", "draft": "DRAFT"}
    assert {slug: row["url"] for slug, row in found.items()} == {
        "public": "http://localhost:8000/en/studies/public/",
        "draft": "",
    }
    (as_public,) = rows(download(client))
    # What is near, and open, is so from a place, which the admin does not ask for.
    same = {name: value for name, value in as_public.items() if name not in NEAR_COLUMNS}
    assert found["public"] == same | {"publication_state": "PUBLISHED"}
    assert found["public"]["public_title"] == "'=HYPERLINK()"


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.address)
def test_the_list_one_comes_back_to_is_filtered_as_before(job: Any):
    ola = editor()
    filters = "?publication_state__exact=DRAFT&q=lupus+%C3%A6"
    actions = {
        "publish": "publish_selected",
        "withdraw": "withdraw_selected",
        "send-to-review": "review_selected",
        "confirm-classification": "confirm_selected",
    }
    state = "PUBLISHED" if job.address == "withdraw" else "DRAFT"
    filters = filters.replace("DRAFT", state)
    study = one("here", public_title="Lupus æ", publication_state=state)

    page = ask(ola, actions[job.address], study, filters=filters)
    answer = confirm(ola, page, why_nb="Feil.")

    assert answer["Location"] == LIST + filters
    assert parse(page).find(f".//a[@class='closelink'][@href='{LIST + filters}']") is not None


def offered(client: Client) -> set[str]:
    found = parse(client.get(LIST).content).findall(".//select[@name='action']/option")
    return {option.get("value", "") for option in found} - {"", "delete_selected"}


def test_actions_are_offered_to_those_who_may_do_them():
    one("here")
    for_readers = {"download_selected"}
    for_writers = for_readers | {"review_selected", "confirm_selected"}

    assert offered(reader()) == for_readers
    assert offered(writer()) == for_writers
    assert offered(editor()) == for_writers | {"publish_selected", "withdraw_selected"}


@pytest.mark.parametrize("address", ["publish", "withdraw"])
def test_nobody_publishes_or_withdraws_by_the_address_who_may_not(address: str):
    study = one("here", publication_state="PUBLISHED" if address == "withdraw" else "DRAFT")
    before = states()

    answer = writer().post(
        f"{LIST}bulk/{address}/", {"seen": f"{study.pk}.1", "filters": "", "reason": "", "why_nb": "Feil."}
    )

    assert (answer.status_code, states()) == (403, before)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.address)
def test_no_job_is_done_by_a_reader_or_by_opening_its_address(job: Any, client: Client):
    study = one("here")

    sent = reader().post(f"{LIST}bulk/{job.address}/", {"seen": f"{study.pk}.1"})
    opened = editor().get(f"{LIST}bulk/{job.address}/")
    stranger = client.post(f"{LIST}bulk/{job.address}/", {"seen": f"{study.pk}.1"})

    assert (sent.status_code, opened.status_code, opened["Location"], stranger.status_code) == (403, 302, LIST, 302)
    assert (states(), Study.objects.get().version) == ({"here": "DRAFT"}, 1)


@pytest.mark.parametrize("seen", ["x", "1", "1.", ".1", "1.x", "-1.1", "1.1 2", "9" * 40 + ".1", "²1.1"])
def test_a_list_of_studies_that_is_none_is_refused(seen: str):
    answer = editor().post(f"{LIST}bulk/publish/", {"seen": seen, "reason": ""})

    assert (answer.status_code, b"Select them again." in answer.content) == (400, True)


def test_filters_that_are_none_of_ours_lead_nowhere_else():
    study = one("here")

    answer = editor().post(
        f"{LIST}bulk/publish/", {"seen": f"{study.pk}.1", "reason": "", "filters": "\r\nX: y=//evil.example/"}
    )

    assert answer["Location"].startswith(f"{LIST}?")
    assert "\n" not in answer["Location"]


def queries_of(client: Client, studies: list[Study]) -> tuple[int, int]:
    """How many queries it takes to ask, and to do."""
    with CaptureQueriesContext(connection) as asking:
        page = ask(client, "publish_selected", *studies)
    with CaptureQueriesContext(connection) as doing:
        confirm(client, page)
    # What was told is taken out of the session here, and not in the next question.
    messages(client)
    return len(asking), len(doing)


def test_three_studies_need_as_many_queries_as_one():
    ola = editor()
    for_one = queries_of(ola, [one("a")])

    assert queries_of(ola, [one(name) for name in "bcd"]) == for_one


def make_many(count: int) -> None:
    """Drafts that lack everything, written past history."""
    Study.objects.bulk_create(
        Study(slug=f"s{number}", public_title=f"Study {number}", recruitment_status="UNKNOWN")
        for number in range(count)
    )


def test_all_studies_of_a_list_are_sent_to_review_in_batches_with_history():
    make_many(MANY)
    kari = writer("kari")

    page = ask(kari, "review_selected", Study.objects.earliest("pk"), across=True)
    with CaptureQueriesContext(connection) as captured:
        answer = confirm(kari, page)

    assert len(listed(page)) == MANY
    assert answer.status_code == 302
    assert messages(kari) == [f"{MANY} studies were sent to review."]
    assert Study.objects.filter(publication_state="IN_REVIEW", version=2).count() == MANY
    assert Study.history.filter(history_user__username="kari", version=2).count() == MANY
    # A constant number for each of the three batches of 500.
    assert len(captured) < 100


def test_a_long_list_of_studies_left_as_they_are_is_counted_beyond_the_first():
    make_many(25)
    ola = editor()
    studies = [*Study.objects.order_by("pk")]

    answer = ola.post(f"{LIST}bulk/publish/", {"seen": " ".join(f"{one.pk}.1" for one in studies), "reason": ""})

    (left,) = messages(ola)
    assert answer.status_code == 302
    assert left.startswith("25 studies were left as they were: Study 0: Missing: ")
    assert (len(re.findall("Missing: ", left)), left.endswith("and 5 more")) == (20, True)


def test_the_page_that_asks_is_sent_in_parts_that_do_not_grow():
    make_many(MANY)
    answer = writer().post(
        LIST, {"action": "review_selected", "_selected_action": ["1"], "select_across": "1", "index": "0"}
    )

    parts = [part.count(b"<tr><th") for part in answer.streaming_content]  # type: ignore[attr-defined]

    # The head of the page, three batches of at most 500, and its end.
    assert parts == [0, 500, 500, 200, 0]
