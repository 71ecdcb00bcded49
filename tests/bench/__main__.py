"""What the register costs at several sizes, on both engines, beside others: ./run bench.

    ./run bench [--studies 1000,20000,600000] [--engine sqlite,postgresql] [--peer datasette] [--exact N]

Each size on each engine is made, measured and thrown away by a process of its own. Figures are printed as ratios first.
"""

import argparse
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from msgspec import json

from tests.bench.cluster import postgres
from tests.bench.peer import measured_peer
from tests.bench.serving import ROOT
from tests.bench.tables import print_case, print_growth

WORK = ROOT / "var" / "bench" / "data"
# WhiteNoise looks for it, though what it serves comes from the source tree.
STATIC = ROOT / "var" / "static"
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    "DEBUG": "0",
    "HTTPS": "0",
    "STATIC_FROM_SOURCE": "1",
    "SECRET_KEY": "a-key-of-the-bench-that-guards-nothing-0123456789",
}


def arguments() -> argparse.Namespace:
    """What is asked for; names and numbers with commas between."""
    parser = argparse.ArgumentParser(prog="./run bench", description="What the register costs, at several sizes.")
    parser.add_argument("--studies", type=lambda text: [int(one) for one in text.split(",")], default=[1000, 20000])
    parser.add_argument("--engine", type=lambda text: text.split(","), default=["sqlite"])
    parser.add_argument("--peer", choices=["datasette"])
    parser.add_argument(
        "--exact", type=int, default=0, metavar="N", help="hold N random questions against plain counts"
    )
    parser.add_argument("--brief", action="store_true", help="ask a few times only, to see that all of it works")
    return parser.parse_args()


def main() -> None:
    """Measure, and print as it comes; whoever starts a second run beside it is told so."""
    asked = arguments()
    WORK.parent.mkdir(parents=True, exist_ok=True)
    with (WORK.parent / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("Another bench is running here: it would lose what it measures.")
        compare(asked)


def compare(asked: argparse.Namespace) -> None:
    """Measure all sizes on all engines, and print how each grows."""
    found: dict[str, dict[int, Any]] = {}
    for engine in asked.engine:
        for studies in asked.studies:
            figures = case(engine, studies, asked)
            found.setdefault(engine, {})[studies] = figures
            print_case(engine, figures)
    for engine, by_size in found.items():
        print_growth(engine, by_size)
    if any(figures.get("exact", {}).get("differences") for by_size in found.values() for figures in by_size.values()):
        sys.exit(1)


def case(engine: str, studies: int, asked: argparse.Namespace) -> Any:
    """The figures of one size on one engine."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    STATIC.mkdir(exist_ok=True)
    try:
        if engine == "postgresql":
            with postgres() as (database, folder):
                return _measured(database, folder, studies, asked)
        figures = _measured(f"sqlite:///{WORK}/db.sqlite3", WORK, studies, asked)
        if asked.peer:
            figures["peer"] = measured_peer(WORK / "db.sqlite3", WORK / "peer.db")
        return figures
    finally:
        shutil.rmtree(WORK)


def _measured(database: str, folder: Path, studies: int, asked: argparse.Namespace) -> Any:
    environment = os.environ | ENVIRONMENT | {"DATABASE_URL": database}
    command = [
        sys.executable,
        "-m",
        "tests.bench.case",
        str(studies),
        str(folder),
        str(asked.exact),
        str(int(asked.brief)),
    ]
    return json.decode(subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout)


if __name__ == "__main__":
    main()
