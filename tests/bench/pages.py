"""What each public page costs, beside a page without data.

    .venv/bin/python -m tests.bench.pages

on the database of DATABASE_URL with the catalogue loaded. Prints medians and ratios, asserts nothing: a figure of one
machine says little, the ratio to an empty page in the same run says what a change costs.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cartracker.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

ROUNDS = 15
EMPTY = "/nb/privacy/"
PAGES = {
    "front page": "/nb/",
    "list, all facets": "/nb/studies/",
    "three filters": "/nb/studies/?indication=lupus-nephritis&region=EUROPE&status=RECRUITING",
    "from a place": "/nb/studies/?near=HELSE_NORD&indication=lupus-nephritis&age=34",
    "words": "/nb/studies/?q=lupus+tyskland",
    "a typing error": "/nb/studies/?q=lupsunefritt",
    "study": "/nb/studies/nct06581198/",
    "diseases": "/nb/indications/",
    "sites": "/nb/sites/",
    "evidence": "/nb/evidence/",
    "CSV of everything": "/nb/studies/?format=csv",
}


def fetch(client: Client, path: str) -> int:
    """Ask for a page and read it; its size in bytes."""
    response = client.get(path)
    if response.status_code != 200:
        sys.exit(f"{path} answers {response.status_code}; is the catalogue loaded?")
    return len(response.getvalue())


def median_ms(work: Callable[[], object]) -> float:
    """The median time of ROUNDS runs, in milliseconds, after one to warm up."""
    work()
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    client = Client(headers={"host": "localhost"})
    empty = median_ms(lambda: fetch(client, EMPTY))
    print(f"{connection.vendor}; a page without data ({EMPTY}): {empty:.1f} ms")
    print(f"{'page':<20}{'ratio':>8}{'ms':>8}{'queries':>9}{'kB':>6}")
    for name, path in PAGES.items():
        spent = median_ms(lambda path=path: fetch(client, path))  # type: ignore[misc]
        with CaptureQueriesContext(connection) as queries:
            size = fetch(client, path)
        print(f"{name:<20}{spent / empty:>8.1f}{spent:>8.1f}{len(queries):>9}{size // 1000:>6}")


if __name__ == "__main__":
    main()
