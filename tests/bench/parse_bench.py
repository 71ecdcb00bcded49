"""How fast records of ClinicalTrials.gov are read: python tests/bench/parse_bench.py [FOLDER] (in the project's .venv).

Reading to our words, with every check, against orjson, which makes dictionaries and no more; then a stream of 100,000
records, whose memory must stay flat. FOLDER holds the records, NCT*.json; they are read many times over.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cartracker.settings")

from trials.registries.clinicaltrials_gov import parse, split
from trials.registries.files import opened

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).parents[3] / "shared")
ROUNDS = 15
STREAM = 100_000


def main(folder: Path) -> None:
    """Print the figures."""
    bodies = [path.read_bytes() for path in sorted(folder.glob("NCT*.json"))]
    if not bodies:
        sys.exit(f"No records in {folder}; set SHARED_DIR, or name the folder.")
    megabytes = sum(map(len, bodies)) / 1e6
    print(f"{len(bodies)} records, {megabytes:.1f} MB, best of {ROUNDS} rounds")
    theirs, ours = best(orjson.loads, bodies), best(parse, bodies)
    for name, seconds in (("orjson.loads", theirs), ("parse", ours)):
        pace = f"{megabytes / seconds:6.0f} MB/s  {seconds / len(bodies) * 1e6:5.0f} µs a record"
        print(f"{name:>14}: {seconds * 1000:7.1f} ms  {pace}")
    print(f"{'ratio':>14}: {ours / theirs:7.2f}")
    stream(bodies)


def best(read: Callable[[bytes], object], bodies: list[bytes]) -> float:
    """Processor seconds of the fastest round, the results thrown away."""
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()  # of this process, whatever else the machine does
        for body in bodies:
            read(body)
        times.append(time.process_time() - begun)
    return min(times)


def stream(bodies: list[bytes]) -> None:
    """Read a file of JSON Lines as parse_registry does, and print the memory along the way."""
    lines = [orjson.dumps(orjson.loads(body)) + b"\n" for body in bodies]
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.writelines(islice(cycle(lines), STREAM))
        file.flush()
        begun = time.perf_counter()
        with opened(Path(file.name)) as source:
            for number, (_where, record) in enumerate(split(source), 1):
                if isinstance(record, bytes):
                    parse(record)
                if number % (STREAM // 5) == 0:
                    print(f"{number:>14,}: {time.perf_counter() - begun:5.1f} s, peak {peak_megabytes():.0f} MB")


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "data" / "registries" / "ctgov")
