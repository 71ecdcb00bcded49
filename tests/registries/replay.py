"""The replay server in a process of its own, and a client that asks it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from tests.registries.shared import DOCUMENTS, REPLAY_SERVER
from trials.registries import lookup
from trials.registries.base import Document, Missing, Wish
from trials.registries.http import Client

USER_AGENT = "cartracker (+http://localhost; mailto:us@example.org)"


@dataclass(frozen=True)
class Replay:
    """A running server."""

    base: str

    def fetch(self, registry: str, **wish: Any) -> list[Document | Missing]:
        """What the registry answers to a wish."""
        return list(lookup(registry).fetch(Client(USER_AGENT), self.base, Wish(**wish)))

    def control(self, path: str, body: Any = None) -> Any:
        """The server's own switches and its log."""
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(self.base + path, data=data)) as answer:
            return json.load(answer)

    @property
    def requests(self) -> list[dict[str, Any]]:
        """What was asked, in order."""
        return list(self.control("/__log")["requests"])


@contextmanager
def replaying(*switches: str) -> Iterator[Replay]:
    """A server of its own, since the pace is held for each address."""
    command = [sys.executable, str(REPLAY_SERVER), "--data", str(DOCUMENTS), "--port", "0", *switches]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield Replay(process.stdout.readline().strip().rsplit(" ", 1)[1])
        finally:
            process.terminate()
            process.communicate()
