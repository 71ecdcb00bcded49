"""Which server for the site: the same pages through gunicorn (sync, threads) and granian's WSGI, one worker each.

    .venv/bin/python -m tests.bench.servers

on the database of DATABASE_URL, with studies in it.
"""

import django

django.setup()

from tests.bench import questions as asked  # noqa: E402 - Django must be set up first
from tests.bench.measuring import cost  # noqa: E402
from tests.bench.serving import granian, gunicorn_sync, gunicorn_threads, serving  # noqa: E402

SERVERS = {"gunicorn, sync": gunicorn_sync, "gunicorn, threads": gunicorn_threads, "granian": granian}
PAGES = {"an empty page": asked.EMPTY, "a page without data": "/nb/privacy/", "three filters": asked.THREE_FILTERS}
ROUNDS = 3


def main() -> None:
    """Print the table, several rounds of it: a machine is not always as quick."""
    print(f"{'':<22}{'':<22}{'median ms':>10}{'p95 ms':>9}{'CPU ms':>8}{'a second':>10}")
    for _round in range(ROUNDS):
        for server_name, command in SERVERS.items():
            with serving(command) as server:
                for name, path in PAGES.items():
                    one = cost(server, [path])
                    figures = f"{one.median_ms:>10.2f}{one.p95_ms:>9.2f}{one.cpu_ms:>8.2f}{one.per_second:>10.0f}"
                    print(f"{server_name:<22}{name:<22}{figures}", flush=True)


if __name__ == "__main__":
    main()
