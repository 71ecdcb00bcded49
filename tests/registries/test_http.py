"""The client against a server of our own, with a clock that is wound by hand where waiting would be long."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from trials.registries import http
from trials.registries.base import Refused
from trials.registries.http import Client, Clock, NotAnswered, Pace

# What a server does with a request: an answer as status, headers and body.
Answer = tuple[int, dict[str, str], bytes]
JSON = {"Content-Type": "application/json"}


class HandClock:
    """Seconds that pass only when someone sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let them pass."""
        self.slept.append(seconds)
        self.seconds += seconds

    def clock(self, jitter: float = 0.0) -> Clock:
        """As the client wants it."""
        return Clock(now=lambda: self.seconds, sleep=self.sleep, jitter=lambda: jitter)


@contextmanager
def serving(answer: Callable[[str, int], Answer]) -> Iterator[tuple[str, list[Any]]]:
    """A server on loopback; `answer` gets the path and the number of the request. With it, the requests it got."""
    requests: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append((self.path, dict(self.headers)))
            status, headers, body = answer(self.path, len(requests))
            self.send_response_only(status)  # with no Date of its own
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", requests
    finally:
        server.shutdown()
        server.server_close()


def ask(base: str, hand: HandClock | None = None, path: str = "/a", jitter: float = 0.0) -> bytes:
    return Client("cartracker (mailto:us@example.org)", (hand or HandClock()).clock(jitter)).get(base + path, bytes)


def test_a_request_says_who_asks_and_takes_packed_answers() -> None:
    with serving(lambda path, number: (200, JSON, b"{}")) as (base, requests):
        ask(base)

    headers = requests[0][1]
    assert headers["User-Agent"] == "cartracker (mailto:us@example.org)"
    assert (headers["Accept"], headers["Accept-Encoding"]) == ("application/json", "gzip")


def test_parameters_are_encoded() -> None:
    with serving(lambda path, number: (200, JSON, b"{}")) as (base, requests):
        Client("us").get(f"{base}/a", bytes, {"query.term": "AREA[X]RANGE[2026-01-01,MAX] å&b"})

    assert requests[0][0] == "/a?query.term=AREA%5BX%5DRANGE%5B2026-01-01%2CMAX%5D+%C3%A5%26b"


def test_no_more_than_three_a_second_and_forty_five_a_minute() -> None:
    hand = HandClock()
    pace, sent = Pace(), []

    for _ in range(100):
        pace.wait(hand.clock())
        sent.append(hand.seconds)

    for number, seconds in ((3, 1.0), (45, 60.0)):
        assert all(later - earlier > seconds for earlier, later in zip(sent, sent[number:], strict=False))


def test_all_who_ask_a_host_share_its_pace() -> None:
    times: list[float] = []

    def noting(path: str, number: int) -> Answer:
        times.append(time.monotonic())
        return 200, JSON, b"{}"

    with serving(noting) as (base, _):
        for _ in range(4):
            Client("us").get(base, bytes)

    assert times[3] - times[0] > 1.0


@pytest.mark.parametrize(
    ("retry_after", "date", "wait"),
    [
        ("7", "", 7.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:00:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 1.0),
        ("99999999", "", http.LONGEST_WAIT),
        ("soon", "Wed, 21 Oct 2026 07:28:00 GMT", 1.0),
        ("-5", "", 1.0),
        ("", "", 1.0),
    ],
)
def test_retry_after_is_kept_in_seconds_and_as_a_date(retry_after, date, wait):
    hand = HandClock()
    headers = {name: value for name, value in (("Retry-After", retry_after), ("Date", date)) if value}

    with serving(lambda path, number: (429, headers, b"") if number == 1 else (200, JSON, b"{}")) as (base, _):
        assert ask(base, hand) == b"{}"

    assert hand.slept == [wait]


def test_waits_double_and_waver_upwards_and_end() -> None:
    plain, wavering = HandClock(), HandClock()

    with serving(lambda path, number: (503, {}, b"")) as (base, requests):
        with pytest.raises(NotAnswered, match=r"status 503, after 6 attempts"):
            ask(base, plain)
        with pytest.raises(NotAnswered):
            ask(base, wavering, jitter=1.0)

    assert len(requests) == 12
    assert [wait for wait in plain.slept if wait >= 1] == [1, 2, 4, 8, 16]
    assert [wait for wait in wavering.slept if wait >= 1.5] == [1.5, 3, 6, 12, 24]


@pytest.mark.parametrize("status", [400, 403, 404, 410, 501])
def test_a_refusal_is_not_asked_again(status):
    with (
        serving(lambda path, number: (status, {}, b"No \x00such   thing")) as (base, requests),
        pytest.raises(NotAnswered) as refused,
    ):
        ask(base)

    assert len(requests) == 1
    assert refused.value.status == status
    assert f"status {status}: No" in str(refused.value)


def test_a_redirect_within_the_host_is_followed() -> None:
    with serving(lambda path, number: (301, {"Location": "/b"}, b"") if path == "/a" else (200, JSON, b"{}")) as (
        base,
        requests,
    ):
        assert ask(base) == b"{}"

    assert [path for path, _ in requests] == ["/a", "/b"]


@pytest.mark.parametrize(
    "location", ["http://127.0.0.2/", "//evil.example/x", "https://127.0.0.1/", "ftp://127.0.0.1/", "http://localhost/"]
)
def test_a_redirect_to_another_host_is_not_followed(location):
    with (
        serving(lambda path, number: (302, {"Location": location}, b"")) as (base, requests),
        pytest.raises(NotAnswered, match="another host is not followed"),
    ):
        ask(base)

    assert len(requests) == 1


def test_redirects_in_a_circle_end() -> None:
    with (
        serving(lambda path, number: (302, {"Location": "/a"}, b"")) as (base, requests),
        pytest.raises(NotAnswered, match="more than 3 redirects"),
    ):
        ask(base)

    assert len(requests) == 4


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    with serving(lambda path, number: (200, JSON, b"{}")) as (base, _):
        assert ask(base) == b"{}"


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ({"Content-Type": "text/html"}, b"<html>", "the answer is text/html, not JSON"),
        ({}, b"{}", "of no stated type"),
        (JSON | {"Content-Length": "100"}, b"{}", "broke off"),
        (JSON | {"Content-Encoding": "gzip"}, gzip.compress(b"{}" * 50, mtime=0)[:-9], "broke off"),
        (JSON | {"Content-Encoding": "gzip"}, b"no gzip", "broke off"),
    ],
)
def test_an_answer_that_is_none_is_asked_for_again_and_then_told_of(headers, body, reason):
    with (
        serving(lambda path, number: (200, headers, body)) as (base, requests),
        pytest.raises(NotAnswered, match=reason),
    ):
        ask(base)

    assert len(requests) == http.ATTEMPTS


def test_what_the_asker_does_not_take_is_asked_for_again() -> None:
    def check(body: bytes) -> bytes:
        if body != b"{}":
            raise Refused("no JSON")
        return body

    with serving(lambda path, number: (200, JSON, b"garbage" if number < 3 else b"{}")) as (base, requests):
        assert Client("us", HandClock().clock()).get(base, check) == b"{}"

    assert len(requests) == 3


def test_a_packed_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_BYTES", 1_000_000)
    bomb = gzip.compress(b" " * 50_000_000)

    with (
        serving(lambda path, number: (200, JSON | {"Content-Encoding": "gzip"}, bomb)) as (base, requests),
        pytest.raises(NotAnswered, match="more than 1,000,000 bytes"),
    ):
        ask(base)

    assert len(requests) == 1


def test_a_connection_that_ends_is_tried_again() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]

    with pytest.raises(NotAnswered, match="no answer"):
        ask(f"http://127.0.0.1:{port}")


def test_what_is_no_address_is_refused_at_once() -> None:
    with pytest.raises(NotAnswered, match="not an address"):
        ask("http://", path="")
