"""Public pages that are made once for each state of the data, and what is made each time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_run, make_study
from tests.site.pages import NAMES, path_of
from trials.actions.indexing import changed
from trials.choices import Registry
from trials.models import Dataset, Study

pytestmark = pytest.mark.django_db

# On a Thursday at noon in Norway.
NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)


@pytest.fixture
def study() -> Study:
    study = make_study("one", public_title="As it was", countries=["NO"])
    changed([study.pk])
    Client().get("/en/studies/")  # what is made at the first question of all is no matter of these tests
    return study


@pytest.fixture(autouse=True)
def pages_are_kept(settings: Any) -> None:
    settings.PAGE_CACHE_BYTES = 1_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock of the site: its last moment is now."""
    moments = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: moments[-1])
    return moments


def ask(client: Client, address: str, **headers: str) -> tuple[Any, int]:
    """The answer, and how many queries it needed."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, headers=headers)
    return answer, len(queries)


def is_kept(client: Client, address: str) -> bool:
    """Whether asking twice makes the page once."""
    return [ask(client, address) for _time in range(2)][1][1] == 1


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    "address", ["/nb/", "/en/studies/?country=NO&q=as", "/nn/studies/one/", "/nb/changes/?format=atom"]
)
def test_the_second_reader_gets_the_same_answer_for_one_query(address: str, client: Client) -> None:
    first, _queries = ask(client, address)

    second, queries = ask(client, address)

    assert queries == 1
    assert (second.status_code, second.content, dict(second.headers)) == (200, first.content, dict(first.headers))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("report")])
def test_every_page_is_kept_and_is_what_it_would_be_unkept(name: str, client: Client, settings: Any) -> None:
    changed()
    address = f"/nn/{path_of(name)}"
    client.get(address)

    kept, queries = ask(client, address)

    settings.PAGE_CACHE_BYTES = 0
    plain = Client().get(address)
    added = {"ETag", "Cache-Control", "X-Accel-Expires"}
    assert (queries, kept.content) == (1, plain.content)
    assert {key: value for key, value in kept.headers.items() if key not in added} == {
        key: value for key, value in plain.headers.items() if key not in added
    }


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    "other",
    [
        "status=RECRUITING&country=NO",
        "country=NO&q=&status=RECRUITING&near=&confirmed_since=",
        "age=&status=RECRUITING&country=NO",
    ],
)
def test_a_question_in_another_order_or_with_empty_fields_is_the_same(other: str, client: Client) -> None:
    one, _queries = ask(client, "/nb/studies/?country=NO&status=RECRUITING")

    answer, queries = ask(client, f"/nb/studies/?{other}")

    assert (queries, answer.content, answer["ETag"]) == (1, one.content, one["ETag"])


@pytest.mark.usefixtures("study")
def test_the_page_does_not_depend_on_how_the_first_reader_wrote_the_question() -> None:
    one, other = (
        Client().get(f"/nb/studies/?{question}") for question in ("country=NO&age=34", "age=34&q=&country=NO")
    )

    assert one.content == other.content


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    "other",
    [
        "/nb/studies/?country=NO&country=SE",
        "/nb/studies/?country=SE",
        "/nn/studies/?country=SE&country=NO",
        "/nb/changes/?country=SE&country=NO",
        "/nb/studies/?country=SE&country=NO&page=1",
    ],
)
def test_another_question_path_or_language_is_another_page(other: str, client: Client) -> None:
    one, _queries = ask(client, "/nb/studies/?country=SE&country=NO")

    answer, queries = ask(client, other)

    assert queries > 1
    assert answer["ETag"] != one["ETag"]


def test_an_edit_is_seen_on_the_next_request(study: Study, client: Client) -> None:
    before = client.get("/en/studies/one/")
    Study.objects.filter(pk=study.pk).update(public_title="As it is now")
    changed([study.pk])

    after = client.get("/en/studies/one/", headers={"If-None-Match": before["ETag"]})

    assert (after.status_code, b"As it was" in before.content) == (200, True)
    assert (b"As it is now" in after.content, b"As it was" in after.content) == (True, False)


@pytest.mark.usefixtures("study")
def test_the_next_day_is_another_state(client: Client, clock: list[datetime]) -> None:
    make_run(registry=Registry.CTGOV, finished_at=NOON)
    clock.append(datetime(2026, 11, 26, 22, 59, 59, tzinfo=UTC))
    before = client.get("/nb/studies/")

    clock.append(datetime(2026, 11, 26, 23, tzinfo=UTC))
    after, queries = ask(client, "/nb/studies/")

    assert queries > 1
    assert before["ETag"] != after["ETag"]


@pytest.mark.usefixtures("study")
def test_a_registry_unread_for_two_days_is_warned_of_without_a_change_of_the_data(
    client: Client, clock: list[datetime]
) -> None:
    make_run(registry=Registry.CTGOV, is_complete=True, finished_at=NOON - timedelta(hours=48))
    before = client.get("/en/studies/")

    clock.append(NOON + timedelta(seconds=1))
    after = client.get("/en/studies/", headers={"If-None-Match": before["ETag"]})

    assert [b"more than 48 hours" in answer.content for answer in (before, after)] == [False, True]


@pytest.mark.usefixtures("study")
def test_who_holds_the_page_is_told_so_even_by_a_process_that_never_made_it(client: Client) -> None:
    page, other = client.get("/nb/studies/"), Client()
    other.get("/en/about/")

    answer, queries = ask(other, "/nb/studies/", **{"If-None-Match": page["ETag"]})

    of_the_content = {"Content-Type", "Content-Length", "Content-Language"}
    assert (answer.status_code, answer.content, queries) == (304, b"", 1)
    assert dict(answer.headers) == {key: value for key, value in page.items() if key not in of_the_content}


@pytest.mark.usefixtures("study")
def test_a_tag_is_known_again_in_a_list_and_made_strong_or_weak(client: Client) -> None:
    tag = client.get("/nb/studies/")["ETag"]

    for written in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        assert client.get("/nb/studies/", headers={"If-None-Match": written}).status_code == 304
    for written in ('"other"', "W/", ",,", tag[:-2] + '"', "\u00e6"):
        assert client.get("/nb/studies/", headers={"If-None-Match": written}).status_code == 200


@pytest.mark.usefixtures("study")
def test_the_tag_of_a_page_proves_nothing_of_a_wrong_question(client: Client) -> None:
    tag = client.get("/nb/studies/")["ETag"]

    answer = client.get("/nb/studies/?age=x", headers={"If-None-Match": tag})

    assert answer.status_code == 400


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nb/studies/?age=x", 400),
        ("/nb/studies/?none=1", 400),
        ("/nb/studies/?page=99", 404),
        ("/nb/studies/none/", 404),
        ("/nb/studies/?format=csv", 200),
        ("/nb/studies/?format=csv&age=x", 400),
        ("/nb/report/?page=/nb/about/", 200),
        ("/nb/about/?none=1", 200),
        ("/nb/after-infusion/?study=none", 400),
        ("/nb/studies?q=one", 301),
        ("/nb/changes.atom", 301),
        ("/", 302),
        ("/id/NCT99999999", 404),
        ("/admin/", 302),
        ("/admin/login/", 200),
    ],
)
def test_errors_ways_on_files_and_forms_are_made_each_time(address: str, status: int, client: Client) -> None:
    answers = [client.get(address) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [status] * 2
    assert not [answer for answer in answers if answer.has_header("X-Accel-Expires") or answer.has_header("ETag")]


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    "bad", ["%00", "q=%00", "%00=", "a" * 300 + "=", "a" * 300 + "=x", "&" * 1000, "q=&" * 1000, "q=" + "a" * 9000]
)
@pytest.mark.parametrize("path", ["/nb/", "/nb/studies/"])
def test_a_bad_address_is_refused_beside_a_page_that_is_kept(path: str, bad: str, client: Client) -> None:
    client.get(path)

    assert client.get(f"{path}?{bad}").status_code == 400


@pytest.mark.usefixtures("study")
def test_a_page_kept_is_for_reading_only(client: Client) -> None:
    page = client.get("/nb/studies/")

    head = client.head("/nb/studies/")

    assert (head.status_code, head["ETag"], head.content) == (200, page["ETag"], b"")
    assert [client.post("/nb/studies/").status_code, client.delete("/nb/studies/").status_code] == [405, 405]


@pytest.mark.usefixtures("study")
def test_another_host_gets_no_page_of_ours(client: Client) -> None:
    page = client.get("/nb/studies/")

    answer = client.get("/nb/studies/", headers={"Host": "elsewhere.example", "If-None-Match": page["ETag"]})

    assert (answer.status_code, answer.has_header("Content-Security-Policy")) == (400, True)


def test_nothing_is_kept_before_the_data_has_a_version(client: Client) -> None:
    Dataset.objects.update(version=0, made_anew=0)

    assert [client.get("/nb/studies/").has_header("ETag") for _time in range(2)] == [False, False]


@pytest.mark.usefixtures("study")
def test_nothing_is_kept_where_there_is_no_room(client: Client, settings: Any) -> None:
    settings.PAGE_CACHE_BYTES = 0

    assert not client.get("/nb/studies/").has_header("ETag")


@pytest.mark.usefixtures("study")
def test_a_page_without_room_is_answered_all_the_same(client: Client, settings: Any) -> None:
    settings.PAGE_CACHE_BYTES = 5000

    assert not is_kept(client, "/nb/studies/")
    assert client.get("/nb/studies/").status_code == 200


@pytest.mark.usefixtures("study")
def test_what_a_page_shows_of_the_settings_is_part_of_its_tag(client: Client, settings: Any) -> None:
    before = client.get("/nb/about/")["ETag"]
    settings.CONTACT_EMAIL = "other@example.org"

    assert Client().get("/nb/about/")["ETag"] != before
