"""Figures of a running server."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from tests.bench.serving import ROOT, Server

# A page is asked for so long, but at least and at most so often.
SECONDS, LEAST, MOST = 2.0, 5, 200
# To see that all of it works, twice is enough.
TWICE = 2
EDITS = 10
# What only a list that holds anything has.
ROWS = b'<ol class="rows">'

Figures = dict[str, float]


@dataclass(frozen=True)
class Cost:
    """What a request costs, in milliseconds; `cpu_ms` is the worker's own work, without that of PostgreSQL."""

    median_ms: float
    p95_ms: float
    per_second: float
    cpu_ms: float
    kb: float


def cost(server: Server, paths: Iterable[str], *, seconds: float = SECONDS, warm: bool = True, tag: str = "") -> Cost:
    """The cost of these pages, one after the other and round again; the first one once more before, to warm up.

    `tag` is that of the page which the reader has.
    """
    asked = [*paths]
    headers = {"If-None-Match": tag} if tag else {}
    if warm:
        server.get(asked[0], **headers)
    spent: list[float] = []
    size = 0
    work, began = server.cpu_seconds, time.perf_counter()
    for path in islice(cycle(asked), max(MOST, len(asked))):
        answer = server.get(path, **headers)
        if answer.status not in {200, 304}:
            sys.exit(f"{path} answers {answer.status}: {answer.body[:300]!r}")
        spent.append(answer.seconds)
        size += len(answer.body)
        if len(spent) >= max(LEAST if seconds else TWICE, len(asked)) and time.perf_counter() - began > seconds:
            break
    wall, work = time.perf_counter() - began, server.cpu_seconds - work
    return _cost(spent, wall, work, size)


def _cost(spent: list[float], wall: float, work: float, size: int) -> Cost:
    ordered = sorted(spent)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    count = len(spent)
    return Cost(1000 * statistics.median(spent), 1000 * p95, count / wall, 1000 * work / count, size / count / 1000)


def figures_of(costs: dict[str, Cost]) -> dict[str, Figures]:
    """Plain figures, to be kept as JSON."""
    return {name: asdict(one) for name, one in costs.items()}


def file(server: Server, path: str) -> Figures:
    """Rows a second of a file of lines, and by how many MB the worker grows while it is sent."""
    before = peak = server.memory

    def watch() -> None:
        nonlocal peak
        peak = max(peak, server.memory)

    began = time.perf_counter()
    size = lines = 0
    for piece in server.read(path, watch):
        size += len(piece)
        lines += piece.count(b"\n")
    spent = time.perf_counter() - began
    watch()
    return {"rows_per_second": lines / spent, "seconds": spent, "mb": size / 1e6, "growth_mb": peak - before}


def edits(server: Server, slug: str, path: str, count: int = EDITS) -> Figures:
    """Milliseconds from the moment an editor saves until the list of one study shows that it is empty, or no longer."""
    command = [sys.executable, "-m", "tests.bench.editor", slug]
    pipe: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    editor: Any = subprocess.Popen(command, cwd=ROOT, **pipe)
    saved, seen = [], []
    editor.stdout.readline()  # it is ready
    for number in range(count):
        began = time.perf_counter()
        editor.stdin.write("save\n")
        editor.stdin.flush()
        editor.stdout.readline()
        saved.append(time.perf_counter() - began)
        while (ROWS in server.get(path).body) == (number % 2 == 0):
            if time.perf_counter() - began > 60:
                sys.exit("An edit is not visible after a minute.")
        seen.append(time.perf_counter() - began)
    editor.stdin.close()
    editor.wait()
    return {"saved_ms": 1000 * statistics.median(saved), "visible_ms": 1000 * statistics.median(seen)}


def size_on_disk(folder: Path) -> float:
    """What a folder holds, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
