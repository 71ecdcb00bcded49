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
from trials.actions.ingest.names import Names  # noqa: E402
from trials.actions.ingest.reading import batches, read, unseen  # noqa: E402
from trials.actions.ingest.undisturbed import undisturbed  # noqa: E402
from trials.actions.ingest.updating import Update  # noqa: E402
from trials.actions.ingest.writing import write  # noqa: E402
from trials.actions.saving import copy_into_history  # noqa: E402
from trials.models import RegistryEntry, Study  # noqa: E402
from trials.registries import clinicaltrials_gov  # noqa: E402
from trials.registries.scope import classify  # noqa: E402

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).parents[3] / "shared")
BATCH = 200
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


def run(name: str, folder: Path, count: int, change: str, parse: float, series: int = 8) -> None:
    """Import them all, as a run does, and print the processor seconds that each step took."""
    names, spent = Names(), {"hash and look up": 0.0, "read": 0.0, "write": 0.0}
    at, waited = timezone.now(), 0.0
    for batch in batches(varied(folder, count, change, series), BATCH):
        begun, clock = time.process_time(), time.perf_counter()
        new, _known = unseen("CTGOV", batch)
        hashed = time.process_time()
        with undisturbed():
            items = read("CTGOV", new, names, takes_all=True)
        was_read = time.process_time()
        if items:
            write(items, registry="CTGOV", names=names, at=at)
        for step, seconds in zip(
            spent, (hashed - begun, was_read - hashed, time.process_time() - was_read), strict=True
        ):
            spent[step] += seconds
        waited += time.perf_counter() - clock
    total = sum(spent.values())
    shares = ", ".join(f"{step} {seconds / total:.0%}" for step, seconds in spent.items())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:>14}: {total:7.2f} s, {count / total:8,.0f} a second, {total / parse:6.1f} times orjson ({shares}); "
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
        whole = sum(_seconds(spent, function) for function in (unseen, read, write))
        for step, functions in STEPS.items():
            print(f"{step:>36}: {sum(_seconds(spent, function) for function in functions) / whole:4.0%}")


def _seconds(spent: dict[tuple[str, int, str], float], function: Any) -> float:
    code = inspect.unwrap(function).__code__
    return spent.get((code.co_filename, code.co_firstlineno, code.co_name), 0.0)


if __name__ == "__main__":
    main()
