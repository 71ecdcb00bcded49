"""What a page costs that was made before, and one that the reader holds, beside an empty page of Django.

    .venv/bin/python -m tests.bench.cached

on the database of DATABASE_URL with the catalogue loaded. One process without a network: what each costs beside the
server, in microseconds of processor time. Asserts nothing.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cartracker.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import path  # noqa: E402

from cartracker.urls import urlpatterns  # noqa: E402
from trials.query.dataset import dataset_version  # noqa: E402

ROUNDS, REQUESTS = 9, 200
PAGES = ("/nb/", "/nb/studies/", "/nb/studies/?indication=lupus-nephritis&region=EUROPE&status=RECRUITING")


def nothing(request: HttpRequest) -> HttpResponse:
    """A page without content."""
    return HttpResponse()


def ask(site: WSGIHandler, address: str, **headers: str) -> tuple[str, dict[str, str]]:
    """The status and headers of the answer, read to its end."""
    answered: list[tuple[str, dict[str, str]]] = []
    environ = RequestFactory().get(address, headers={"host": "localhost"}, **headers).environ  # type: ignore[arg-type]
    answer = site(environ, lambda status, sent, *_: answered.append((status, dict(sent))))  # type: ignore[arg-type]
    b"".join(answer)
    answer.close()
    return answered[0]


def cost(work: Callable[[], object]) -> float:
    """The median of ROUNDS, in microseconds a request, after one to warm up."""
    rounds = []
    for _round in range(ROUNDS + 1):
        started = time.process_time()
        for _request in range(REQUESTS):
            work()
        rounds.append(1e6 * (time.process_time() - started) / REQUESTS)
    return statistics.median(rounds[1:])


def main() -> None:
    """Print the table."""
    settings.PAGE_CACHE_BYTES = settings.PAGE_CACHE_BYTES or 32 * 1024 * 1024
    urlpatterns.insert(0, path("nothing/", nothing))
    if not dataset_version():
        sys.exit("Nothing is kept before the data has a version; is the catalogue loaded?")
    site = WSGIHandler()
    empty = cost(lambda: ask(site, "/nothing/"))
    print(f"{connection.vendor}; an empty page: {empty:.0f} µs")
    print(f"{'kept':>8}{'ratio':>8}{'304':>8}{'ratio':>8}  page")
    for address in PAGES:
        status, sent = ask(site, address)
        held = {"HTTP_IF_NONE_MATCH": sent["ETag"]}
        if (status, ask(site, address, **held)[0]) != ("200 OK", "304 Not Modified"):
            sys.exit(f"{address} is not kept.")
        kept = cost(lambda address=address: ask(site, address))  # type: ignore[misc]
        known = cost(lambda address=address, held=held: ask(site, address, **held))  # type: ignore[misc]
        print(f"{kept:>8.0f}{kept / empty:>8.2f}{known:>8.0f}{known / empty:>8.2f}  {address}")


if __name__ == "__main__":
    main()
