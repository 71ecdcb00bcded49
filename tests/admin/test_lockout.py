"""Guessing passwords: five tries per account and network, and then a pause."""

import logging
from datetime import timedelta
from typing import cast

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from cartracker.signing_in.lockout import network_of
from tests.html import parse, text, texts
from tests.signing_in import let_in

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-password-of-ours"
HOME, NEIGHBOUR, AWAY = "192.0.2.1", "192.0.2.254", "198.51.100.1"
TRIES = 5


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def kari(quick_passwords: None) -> User:
    return User.objects.create_superuser("kari", password=PASSWORD)


def sign_in(username: str, password: str, network: str = HOME, **headers: str) -> HttpResponse:
    """The answer to somebody, without cookies, who signs in."""
    client = Client(REMOTE_ADDR=network, headers={"Accept-Language": "en"} | headers)
    return cast(HttpResponse, client.post("/admin/login/?next=/admin/", {"login": username, "password": password}))


def fail(times: int, username: str = "kari", network: str = HOME) -> list[int]:
    return [sign_in(username, f"wrong-{n}", network).status_code for n in range(times)]


def let_time_pass(**spent: float) -> None:
    """As if every failed try had been made so much earlier."""
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - timedelta(**spent))


@pytest.mark.usefixtures("kari")
@pytest.mark.parametrize("username", ["kari", "nobody", "KARI", "ola@example.no", "Kåre", "'; DROP TABLE", "x" * 150])
def test_five_failed_tries_lock_a_name_whether_or_not_anybody_has_it(username: str) -> None:
    assert fail(TRIES + 1, username) == [200, 200, 200, 200, 429, 429]


def test_a_locked_account_is_refused_with_the_right_password_too(kari: User) -> None:
    fail(TRIES)

    assert sign_in("kari", PASSWORD).status_code == 429


@pytest.mark.usefixtures("kari")
def test_a_known_and_an_unknown_name_get_the_same_answers_for_as_many_queries() -> None:
    def answers(username: str) -> list[tuple[int, list[str], int]]:
        seen = []
        for _ in range(TRIES + 1):
            with CaptureQueriesContext(connection) as queries:
                answer = sign_in(username, "wrong")
            page = parse(answer.content)
            seen.append((answer.status_code, texts(page, ".//p"), len(queries)))
        return seen

    assert answers("kari") == answers("nobody")


@pytest.mark.usefixtures("kari")
def test_the_lock_holds_for_the_whole_network_and_no_other() -> None:
    fail(3, network=HOME)
    fail(2, network=NEIGHBOUR)

    assert [sign_in("kari", PASSWORD, network).status_code for network in (HOME, NEIGHBOUR, AWAY)] == [429, 429, 302]


@pytest.mark.usefixtures("kari")
def test_the_lock_holds_for_one_name_alone() -> None:
    User.objects.create_superuser("ola", password=PASSWORD)
    fail(TRIES)

    assert sign_in("ola", PASSWORD).status_code == 302


@pytest.mark.usefixtures("kari")
def test_changing_browser_does_not_help() -> None:
    answers = [sign_in("kari", "wrong", **{"User-Agent": f"Browser {n}"}).status_code for n in range(TRIES)]

    assert answers == [200, 200, 200, 200, 429]


@pytest.mark.usefixtures("kari")
def test_the_lock_ends_after_half_an_hour() -> None:
    fail(TRIES)

    let_time_pass(minutes=29)
    early = sign_in("kari", PASSWORD)
    let_time_pass(minutes=1)
    late = sign_in("kari", PASSWORD)

    assert (early.status_code, late.status_code) == (429, 302)


@pytest.mark.usefixtures("kari")
def test_tries_during_the_lock_do_not_prolong_it() -> None:
    fail(TRIES)
    let_time_pass(minutes=20)
    fail(3)
    let_time_pass(minutes=10)

    assert sign_in("kari", PASSWORD).status_code == 302


@pytest.mark.usefixtures("kari")
def test_signing_in_forgets_the_tries_before_it() -> None:
    fail(TRIES - 1)
    sign_in("kari", PASSWORD)

    assert not AccessAttempt.objects.exists()
    assert fail(TRIES) == [200, 200, 200, 200, 429]


@pytest.mark.usefixtures("kari")
def test_old_tries_are_forgotten_when_anybody_signs_in() -> None:
    fail(2, "somebody else", AWAY)
    let_time_pass(minutes=31)

    sign_in("kari", PASSWORD)

    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize(
    ("command", "arguments"),
    [("axes_reset", []), ("axes_reset_username", ["kari"]), ("axes_reset_ip", ["192.0.2.0"])],
)
@pytest.mark.usefixtures("kari")
def test_an_operator_unlocks(command: str, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    fail(TRIES)

    call_command(command, *arguments)

    assert capsys.readouterr().out == "1 attempts removed.\n"
    assert sign_in("kari", PASSWORD).status_code == 302


@pytest.mark.usefixtures("kari")
def test_who_is_locked_out_is_told_when_to_come_back() -> None:
    fail(TRIES)
    let_time_pass(minutes=10, seconds=5)

    answer = sign_in("kari", "wrong")

    last = AccessAttempt.objects.get().attempt_time
    until = timezone.localtime(last + timedelta(minutes=30))
    page = parse(answer.content)
    assert 1190 <= int(answer["Retry-After"]) <= 1195
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert text(page.find(".//h1")) == "Sign-in is locked"
    assert text(page.find(".//p[@role='alert']")) == (
        f"Five tries in a row failed with this username. You can try again in 20 minutes, at {until:%H:%M}."
    )
    assert "Back to sign-in" in [text(link) for link in page.findall(".//a[@href='/admin/login/']")]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.usefixtures("kari")
def test_the_lock_out_page_speaks_the_readers_language_and_is_strict(language: str) -> None:
    fail(TRIES)

    answer = sign_in("kari", "wrong", **{"Accept-Language": language})

    page = parse(answer.content)
    assert (page.get("lang"), answer["Content-Language"], answer.status_code) == (language, language, 429)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert [script for script in page.iter("script") if not script.get("src")] == []
    assert [element.tag for element in page.iter() if element.get("style")] == []


@pytest.mark.usefixtures("kari")
def test_nothing_that_was_sent_is_kept_but_the_name_and_the_network(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "axes")
    for _ in range(TRIES):
        sign_in("kari", "s3cret", **{"User-Agent": "Mosaic", "Accept": "text/x-odd"})

    row = AccessAttempt.objects.values().get()
    kept = {name: value for name, value in row.items() if name not in {"id", "attempt_time"}}
    separators = "".join(set(kept.pop("get_data") + kept.pop("post_data")))
    assert set(separators) <= set("\n-")
    assert kept == {
        "username": "kari",
        "ip_address": "192.0.2.0",
        "user_agent": "",
        "http_accept": "",
        "path_info": "",
        "failures_since_start": TRIES,
    }
    logged = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("axes"))
    assert "New login failure by someone at 192.0.2.0" in logged
    assert [word for word in ("kari", "s3cret", "Mosaic", "/admin/", HOME) if word in logged] == []


def request_of(**meta: str) -> HttpRequest:
    request = HttpRequest()
    request.META |= meta
    return request


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("", None),
        ("not an address", None),
    ],
)
def test_the_network_of_an_address(address: str, network: str | None) -> None:
    assert network_of(request_of(REMOTE_ADDR=address)) == network


SPOOFED = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_REAL_IP": "203.0.113.9", "HTTP_FORWARDED": "for=203.0.113.9"}


def test_without_a_proxy_no_header_says_where_a_client_is() -> None:
    assert network_of(request_of(REMOTE_ADDR=HOME, **SPOOFED)) == "192.0.2.0"


@pytest.mark.parametrize(
    ("headers", "network"),
    [
        ({"HTTP_X_REAL_IP": "198.51.100.7"}, "198.51.100.0"),
        ({"HTTP_X_REAL_IP": "198.51.100.7", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "198.51.100.0"),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "127.0.0.0"),
        ({"HTTP_X_REAL_IP": "nonsense"}, "127.0.0.0"),
    ],
)
def test_behind_a_proxy_its_own_header_says_it(headers: dict[str, str], network: str, settings: Settings) -> None:
    settings.TRUST_PROXY = True

    assert network_of(request_of(REMOTE_ADDR="127.0.0.1", **headers)) == network


@pytest.mark.usefixtures("kari")
def test_a_server_on_a_socket_still_locks() -> None:
    assert fail(TRIES + 1, network="") == [200, 200, 200, 200, 429, 429]


@pytest.mark.parametrize("state", ["right password, deactivated", "wrong password", "nobody", "no role"])
@pytest.mark.usefixtures("kari")
def test_whoever_is_not_let_in_reads_the_same_words(state: str) -> None:
    User.objects.create_user("former", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("without", password=PASSWORD)
    tried = {
        "right password, deactivated": ("former", PASSWORD),
        "wrong password": ("kari", "wrong"),
        "nobody": ("nobody", PASSWORD),
        "no role": ("without", PASSWORD),
    }

    answer = sign_in(*tried[state])

    notes = [text(note) for note in parse(answer.content).iter("p") if note.get("class") == "errornote"]
    refused = "Wrong username or password. Capital and small letters are told apart."
    assert (answer.status_code, notes) == (200, [refused])


@pytest.mark.usefixtures("kari")
def test_a_deactivated_account_locks_as_any_other() -> None:
    User.objects.create_user("former", password=PASSWORD, is_staff=True, is_active=False)

    assert [sign_in("former", PASSWORD).status_code for _ in range(TRIES)] == [200, 200, 200, 200, 429]


def test_public_pages_cost_no_query_and_get_no_cookie_for_it(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/nb/privacy/")

    assert (answer.status_code, answer.cookies) == (200, {})


def test_the_guard_stands_first_among_what_lets_people_in() -> None:
    assert settings.AUTHENTICATION_BACKENDS[0] == "axes.backends.AxesStandaloneBackend"
    assert settings.MIDDLEWARE[-1] == "axes.middleware.AxesMiddleware"


@pytest.mark.usefixtures("kari")
def test_a_test_that_lets_somebody_in_by_force_still_may(client: Client, kari: User) -> None:
    let_in(client, kari)

    assert client.get("/admin/").status_code == 200
