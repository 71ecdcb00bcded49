"""How fast records come into the register: python -m tests.bench.import_bench [FOLDER] (in the project's .venv).

The database is that of DATABASE_URL, empty but for the catalogue; the records are those of FOLDER (NCT*.json), varied:
each with a number, titles and sizes of its own, all taken as ours. Printed beside the time in which orjson parses the
same documents and throws them away.
"""

import argparse
import cProfile
import inspect
import os
import pstats
import resource
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cartracker.settings")

import django

django.setup()

import orjson  # noqa: E402 - Django must be set up first
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from trials.actions.bulk import insert, rewrite  # noqa: E402
from trials.actions.ingest.drafts import draft_of  # noqa: E402
from trials.actions.ingest.facts import facts_of  # noqa: E402
from trials.actions.ingest.held import held  # noqa: E402
from trials.actions.ingest.matching import matches, owners_of  # noqa: E402
from trials.actions.ingest.reading import unseen  # noqa: E402
from trials.actions.ingest.receiving import Order  # noqa: E402
from trials.actions.ingest.running import run_import  # noqa: E402
from trials.actions.ingest.spool import Spool  # noqa: E402
from trials.actions.ingest.updating import Update  # noqa: E402
from trials.actions.saving import copy_into_history  # noqa: E402
from trials.choices import Registry  # noqa: E402
from trials.models import RegistryEntry, Study  # noqa: E402
from trials.registries import clinicaltrials_gov  # noqa: E402
from trials.registries.scope import classify  # noqa: E402

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).parents[3] / "shared")
STEPS: dict[str, list[Any]] = {
    "hash and look up": [unseen],
    "parse": [clinicaltrials_gov.parse],
    "facts": [facts_of],
    "is it ours": [classify],
    "which study is it": [owners_of, matches],
    "drafts, with their names": [draft_of],
    "insert": [insert],
    "compare with what we hold": [held, Update.__init__, Update.run],
    "write over": [rewrite],
    "history": [copy_into_history],
    "keep on the disk until written": [Spool.add, Spool.__iter__],
}


def varied(folder: Path, count: int, change: str, series: int = 8) -> Iterator[tuple[str, bytes]]:
    """As many records, compact; `change` is written into each, so that its content is another."""
    originals = [orjson.loads(path.read_bytes()) for path in sorted(folder.glob("NCT*.json"))]
    if not originals:
        sys.exit(f"No records in {folder}; set SHARED_DIR, or name the folder.")
    for place, document in enumerate(islice(cycle(originals), count)):
        number = f"NCT{series}{place:07}"
        ids = document["protocolSection"]["identificationModule"]
        # Numbers of other registries would be those of another study, too.
        alone = {name: value for name, value in ids.items() if name not in {"secondaryIdInfos", "nctIdAliases"}}
        own = {"nctId": number, "briefTitle": f"{number} {change}"}
        protocol = document["protocolSection"] | {"identificationModule": alone | own}
        yield number, orjson.dumps(document | {"protocolSection": protocol})


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED / "data" / "registries" / "ctgov")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--first-only", action="store_true")
    parser.add_argument("--steps", action="store_true", help="also what share each step takes, by a profile")
    wanted = parser.parse_args()
    print(f"{wanted.count} documents, {connection.vendor}")
    parse = orjson_seconds(wanted.folder, wanted.count)
    runs = [("first import", "one"), ("unchanged", "one"), ("changed", "two")]
    for name, change in runs[: 1 if wanted.first_only else None]:
        run(name, wanted.folder, wanted.count, change, parse)
    if wanted.steps:
        steps(wanted.folder, wanted.count, parse)
    print(f"{RegistryEntry.objects.count()} records, {Study.objects.count()} studies")


def orjson_seconds(folder: Path, count: int) -> float:
    """Processor seconds for orjson to parse them all."""
    seconds = 0.0
    for _number, body in varied(folder, count, "one"):
        begun = time.process_time()
        orjson.loads(body)
        seconds += time.process_time() - begun
    print(f"{'orjson.loads':>14}: {seconds:7.2f} s, {count / seconds:8,.0f} a second")
    return seconds


class Timed:
    """Records as a run receives them; `seconds` of the processor it took to make them, which is no part of the run."""

    def __init__(self, records: Iterator[tuple[str, bytes]]) -> None:
        self.records, self.seconds = records, 0.0

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        while True:
            begun = time.process_time()
            record = next(self.records, None)
            self.seconds += time.process_time() - begun
            if record is None:
                return
            yield record


class Quiet:
    """Progress that nobody watches."""

    def received(self, count: int) -> None:
        """Nothing is told."""

    def written(self, count: int, total: int) -> None:
        """Nothing is told."""


def run(name: str, folder: Path, count: int, change: str, parse: float, series: int = 8) -> None:
    """Import them all in one run, as from a file, and print the processor seconds that it took."""
    order = Order(Registry.CTGOV, asked=name, from_files=True, takes_all=True, accepts_large_change=True)
    records = Timed(varied(folder, count, change, series))
    begun, clock = time.process_time(), time.perf_counter()
    report = run_import(order, records, clock=timezone.now, progress=Quiet())
    total, waited = time.process_time() - begun - records.seconds, time.perf_counter() - clock - records.seconds
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    became = ", ".join(f"{report.counts[what]} {what}" for what in ("new", "changed", "unchanged", "refused"))
    print(
        f"{name:>14}: {total:7.2f} s, {count / total:8,.0f} a second, {total / parse:6.1f} times orjson ({became}); "
        f"{waited:.2f} s by the clock; at most {memory:.0f} MB"
    )


def steps(folder: Path, count: int, parse: float) -> None:
    """Import as many again, new and then changed, and print the share of each step; a profile takes its time, too."""
    for name, change in (("first, profiled", "one"), ("changed, profiled", "two")):
        profile = cProfile.Profile()
        profile.enable()
        run(name, folder, count, change, parse, series=9)
        profile.disable()
        profiled: Any = pstats.Stats(profile)
        spent = {place: timed[3] for place, timed in profiled.stats.items()}
        whole = _seconds(spent, run_import)
        for step, functions in STEPS.items():
            print(f"{step:>36}: {sum(_seconds(spent, function) for function in functions) / whole:4.0%}")


def _seconds(spent: dict[tuple[str, int, str], float], function: Any) -> float:
    code = inspect.unwrap(function).__code__
    return spent.get((code.co_filename, code.co_firstlineno, code.co_name), 0.0)


if __name__ == "__main__":
    main()
