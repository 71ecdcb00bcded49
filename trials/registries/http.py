"""The one place that talks to the network: politely, within limits, and to no host but the one that was named.

ClinicalTrials.gov is said to allow some 50 requests a minute, CTIS 2 or 3 a second: every host gets less than both.
"""

import email.utils
import json as json_text
import random
import time
import zlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3

from trials.registries.base import Refused

T = TypeVar("T")

# At most so many requests in so many seconds. The windows are a little longer than a second and a minute, since the
# time at which a request arrives wavers.
PACE = ((3, 1.5), (45, 61.0))
ATTEMPTS = 6
CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
ANSWER_SECONDS = 300.0
ANSWER_BYTES = 100_000_000
FIRST_WAIT = 1.0
LONGEST_WAIT = 300.0
REDIRECTS = 3
_CHUNK = 65_536
_SHOWN = 200

_WORTH_RETRYING = {408, 425, 429, 500, 502, 503, 504}
_REDIRECT = {301, 302, 303, 307, 308}


class NotAnswered(Refused):
    """A question that got no usable answer, and why. `status` is that of HTTP, 0 where there was none."""

    def __init__(self, url: str, reason: str, status: int = 0) -> None:
        super().__init__(f"{url}: {reason}")
        self.status = status


class _TryAgain(Exception):
    """This attempt failed in a way that the next may not; `wait` is how long the host asks to wait, in seconds."""

    def __init__(self, reason: str, wait: float | None = None, status: int = 0) -> None:
        super().__init__(reason)
        self.wait = wait
        self.status = status


class Pace:
    """Holds the requests to one host to the pace; every attempt counts."""

    def __init__(self) -> None:
        self._sent: deque[float] = deque(maxlen=max(number for number, _ in PACE))

    def wait(self, clock: "Clock") -> None:
        """Come back when the next request may be sent."""
        for number, seconds in PACE:
            if len(self._sent) >= number:
                early = self._sent[-number] + seconds - clock.now()
                if early > 0:
                    clock.sleep(early)
        self._sent.append(clock.now())


@dataclass(frozen=True)
class Clock:
    """Time for waiting and for limits; not for dates, which come with the answers. It holds each host's pace."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    paces: dict[str, Pace] = field(default_factory=dict)


# Of the process: whoever asks a host shares its pace with all others who do.
_CLOCK = Clock()


class Client:
    """Asks registries, one question after the other; not for several threads."""

    def __init__(self, user_agent: str, clock: Clock | None = None) -> None:
        """`user_agent` names the program and an address that a registry can write to."""
        self._clock = clock or _CLOCK
        self._headers = {"User-Agent": user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"}
        # No proxy: urllib3 takes none from the environment unless told to.
        self._pool = urllib3.PoolManager(retries=False, maxsize=1)

    def get(self, url: str, check: Callable[[bytes], T], fields: Mapping[str, str] | None = None) -> T:
        """What `check` makes of the answer to a GET; NotAnswered when no attempt gets one.

        `check` raises Refused for an answer that is none, such as a note of maintenance; then it is asked again.
        """
        return self._ask("GET", f"{url}?{urlencode(fields)}" if fields else url, None, check)

    def post(self, url: str, check: Callable[[bytes], T], json: Any) -> T:
        """What `check` makes of the answer to a POST of `json`; NotAnswered as in `get`."""
        return self._ask("POST", url, json_text.dumps(json).encode(), check)

    def _ask(self, method: str, url: str, body: bytes | None, check: Callable[[bytes], T]) -> T:
        reason = _TryAgain("never asked")
        for attempt in range(ATTEMPTS):
            if attempt:
                self._clock.sleep(self._wait_before(attempt, reason))
            try:
                return check(self._answer(method, url, body))
            except _TryAgain as error:
                reason = error
            except Refused as refused:
                if isinstance(refused, NotAnswered):
                    raise
                reason = _TryAgain(f"the answer is not what was asked for: {refused}")
        raise NotAnswered(url, f"{reason}, after {ATTEMPTS} attempts", reason.status)

    def _wait_before(self, attempt: int, reason: _TryAgain) -> float:
        """Twice as long each time, and up to half more by chance; never shorter than the host asks."""
        own = FIRST_WAIT * float(2 ** (attempt - 1))
        return max(own, reason.wait or 0.0) + own / 2 * self._clock.jitter()

    def _answer(self, method: str, url: str, body: bytes | None) -> bytes:
        """The body of one answer, after redirects within the host."""
        for _ in range(REDIRECTS + 1):
            response = self._send(method, url, body)
            try:
                location = response.headers.get("Location")
                if response.status not in _REDIRECT or not location:
                    return self._body(url, response)
            finally:
                response.close()  # given back already where it was read to its end
            url = _within_host(url, location)
        raise NotAnswered(url, f"more than {REDIRECTS} redirects")

    def _send(self, method: str, url: str, body: bytes | None) -> urllib3.BaseHTTPResponse:
        host = urlsplit(url).netloc
        self._clock.paces.setdefault(host, Pace()).wait(self._clock)
        headers = self._headers | ({"Content-Type": "application/json"} if body else {})
        try:
            return self._pool.request(
                method,
                url,
                body=body,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            )
        except urllib3.exceptions.LocationValueError as error:
            raise NotAnswered(url, f"not an address ({error})") from error
        except urllib3.exceptions.HTTPError as error:
            raise _TryAgain(f"no answer ({_kind(error)})") from error

    def _body(self, url: str, response: urllib3.BaseHTTPResponse) -> bytes:
        status = response.status
        if status in _WORTH_RETRYING:
            raise _TryAgain(f"status {status}", _retry_after(response.headers), status)
        body = self._read(url, response)
        if status != 200:
            words = " ".join(body[:_SHOWN].decode("utf-8", "replace").split())
            raise NotAnswered(url, f"status {status}: {words}", status)
        kind = response.headers.get("Content-Type", "")
        if "json" not in kind.lower():
            raise _TryAgain(f"the answer is {kind or 'of no stated type'}, not JSON", None, status)
        return body

    def _read(self, url: str, response: urllib3.BaseHTTPResponse) -> bytes:
        """The whole body, unpacked, within the limits of time and size; what breaks off is asked for again."""
        packed = response.headers.get("Content-Encoding", "").lower() == "gzip"
        unpacker = zlib.decompressobj(wbits=31) if packed else None
        until = self._clock.now() + ANSWER_SECONDS
        body = bytearray()
        try:
            while data := response.read(_CHUNK):
                body += unpacker.decompress(data, ANSWER_BYTES + 1 - len(body)) if unpacker else data
                if len(body) > ANSWER_BYTES:
                    raise NotAnswered(url, f"the answer has more than {ANSWER_BYTES:,} bytes")
                if self._clock.now() > until:
                    raise _TryAgain(f"the answer took more than {ANSWER_SECONDS:.0f} seconds")
        except (urllib3.exceptions.HTTPError, OSError, zlib.error) as error:
            raise _TryAgain(f"the answer broke off ({_kind(error)})") from error
        if unpacker and not unpacker.eof:
            raise _TryAgain("the answer broke off (gzip)")
        return bytes(body)


def _within_host(url: str, location: str) -> str:
    """Where a redirect leads; NotAnswered when that is another host, or not the same protocol."""
    target = urljoin(url, location)
    old, new = urlsplit(url), urlsplit(target)
    if (new.scheme, new.netloc) != (old.scheme, old.netloc):
        raise NotAnswered(url, f"a redirect to another host is not followed ({new.netloc[:100]})")
    return target


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that the host asks to wait. A date is measured by the host's own clock, which it sends along."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:6]), LONGEST_WAIT)
    until, now = (email.utils.parsedate_tz(text) for text in (value, headers.get("Date", "")))
    if not until or not now:
        return None
    return min(max(float(email.utils.mktime_tz(until) - email.utils.mktime_tz(now)), 0.0), LONGEST_WAIT)


def _kind(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_SHOWN]
