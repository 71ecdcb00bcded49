"""A server in a process of its own, asked over HTTP as a reader would, and what it takes of the machine."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 600
_TICKS = os.sysconf("SC_CLK_TCK")

Command = Callable[[int], list[str]]


def gunicorn_threads(port: int) -> list[str]:
    return _gunicorn(port, "--threads", "2")


def gunicorn_sync(port: int) -> list[str]:
    return _gunicorn(port)


def granian(port: int) -> list[str]:
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "2", "--log-level", "warning"]
    return [
        sys.executable,
        "-m",
        "granian",
        *options,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "cartracker.wsgi:application",
    ]


def _gunicorn(port: int, *options: str) -> list[str]:
    started = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--workers", "1", "--log-level", "warning"]
    return [*started, "--timeout", "3600", *options, "--bind", f"127.0.0.1:{port}", "cartracker.wsgi"]


@dataclass
class Answer:
    """An answer, and the seconds until all of it was there."""

    status: int
    seconds: float
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class Server:
    """A running server; `started` is when it was called, by the clock of `time.perf_counter`."""

    process: subprocess.Popen[bytes]
    port: int
    started: float
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask, on the connection that is kept open where the server keeps it."""
        began = time.perf_counter()
        response = self._ask(path, headers)
        body = response.read()
        return Answer(response.status, time.perf_counter() - began, response.headers, body)

    def read(self, path: str, watch: Callable[[], None]) -> Iterator[bytes]:
        """The answer in the pieces in which it comes; `watch` is called now and then."""
        response = self._ask(path, {})
        seen = time.perf_counter()
        while piece := response.read(65536):
            if time.perf_counter() - seen > 0.02:
                watch()
                seen = time.perf_counter()
            yield piece

    def _ask(self, path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        try:
            self.connection.request("GET", path, headers=headers)
            return self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()
            self.connection.request("GET", path, headers=headers)
            return self.connection.getresponse()

    @property
    def workers(self) -> list[int]:
        """The processes that answer: the server's children, or itself."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children] or [self.process.pid]

    @property
    def cpu_seconds(self) -> float:
        """What the workers worked, ever."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.workers]
        return sum(int(own[11]) + int(own[12]) for own in fields) / _TICKS

    @property
    def memory(self) -> float:
        """What the workers hold in memory, in MB."""
        texts = [Path(f"/proc/{pid}/status").read_text() for pid in self.workers]
        return sum(int(text.split("VmRSS:")[1].split()[0]) for text in texts) / 1024


@contextmanager
def serving(command: Command = granian, **environment: str) -> Iterator[Server]:
    """The site on the database of DATABASE_URL, until the block ends; it listens when the block begins."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    started = time.perf_counter()
    settings = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command(port), cwd=ROOT, env=os.environ | settings | environment)
    try:
        _wait(process, port)
        yield Server(process, port, started)
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("The server did not start.")
