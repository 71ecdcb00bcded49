"""One size on one engine: makes the register in the database of DATABASE_URL, serves it, and prints figures as JSON.

    python -m tests.bench.case STUDIES FOLDER EXACT BRIEF

FOLDER is what the database takes on disk; EXACT says how many random questions are held against plain counts; with
BRIEF (0 or 1) a page is asked for a few times only. Called by `tests.bench`, which makes the database.
"""

import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django must be set up first
from django.db.models import Count  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.http import urlencode  # noqa: E402
from msgspec import json  # noqa: E402

from tests.bench import questions as asked  # noqa: E402
from tests.bench.exact import differences  # noqa: E402
from tests.bench.loading import load  # noqa: E402
from tests.bench.measuring import EDITS, SECONDS, TWICE, cost, edits, figures_of, file, size_on_disk  # noqa: E402
from tests.bench.serving import Server, serving  # noqa: E402
from trials.actions.index_whole import rebuild  # noqa: E402
from trials.models import Study, StudySite  # noqa: E402
from trials.query.studies import public_studies  # noqa: E402

CACHE_BYTES = 64_000_000
BURST, RANDOM, BRIEFLY = 500, 1000, 5
# A file made from model objects is so slow that some of it must do.
BY_OBJECTS = 20_000
BEGAN = time.perf_counter()


def told(line: str) -> None:
    """Progress, beside the figures."""
    print(f"  {time.perf_counter() - BEGAN:6.1f} s  {line}", file=sys.stderr, flush=True)


def made(studies: int) -> dict[str, float]:
    """Make the register; the seconds it took, and its parts."""
    began = time.perf_counter()
    load(studies, timezone.localdate())
    loaded = time.perf_counter()
    rebuild()
    indexed = time.perf_counter()
    told(f"{studies} studies: loaded in {loaded - began:.0f} s, indexed in {indexed - loaded:.0f} s")
    return {
        "load_seconds": loaded - began,
        "index_seconds": indexed - loaded,
        "studies": Study.objects.count(),
        "study_sites": StudySite.objects.count(),
    }


def measured(server: Server, studies: int, brief: bool) -> dict[str, Any]:
    """The figures of the site without kept pages."""
    first = server.get(asked.FIRST)
    cold = time.perf_counter() - server.started
    if first.status != 200:
        sys.exit(f"The first page answers {first.status}.")
    random = asked.Questions(1)
    slug = Study.objects.order_by("-pk").values_list("slug", flat=True)[0]
    pages = {
        "an empty page": [asked.EMPTY],
        "first page": [asked.FIRST],
        "three filters": [asked.THREE_FILTERS],
        "text: lupus": [asked.LUPUS],
        "two words, one begun": [asked.TWO_WORDS],
        "last page": [f"{asked.LIST}?page={-(-studies // 25)}"],
        "study page": [f"{asked.LIST}{slug}/"],
    }
    costs = {name: cost(server, paths, seconds=0 if brief else SECONDS) for name, paths in pages.items()}
    told("pages measured")
    for name, made, count in (("filters", random.filters(), BURST), ("filters and words", random.with_words(), RANDOM)):
        addresses = [asked.address(one) for one in islice(made, BRIEFLY if brief else count)]
        costs[f"random {name}"] = cost(server, addresses, warm=False)
    told("combinations measured")
    memory = server.memory
    files = {"CSV of everything": file(server, asked.FILE)}
    files["CSV from model objects"] = file(server, f"/nb/by-objects/{min(studies, BY_OBJECTS)}/")
    told("files measured")
    return {"cold_seconds": cold, "memory_mb": memory, "files": files} | {
        "costs": figures_of(costs),
        "edit": edits(server, *confirmed_alone(), TWICE if brief else EDITS),
    }


def confirmed_alone() -> tuple[str, str]:
    """The slug of a study with one confirmed site, and a list of it alone as long as it is open there."""
    alone = Study.objects.alias(confirmed=Count("study_sites__verified_at")).filter(confirmed=1)
    sites = StudySite.objects.filter(study__in=alone, verified_at__isnull=False).order_by("pk")
    for slug, site, sponsor in sites.values_list("study__slug", "site__slug", "study__primary_sponsor__slug"):
        question = urlencode({"open": "confirmed", "site": site, "sponsor": sponsor})
        if len(public_studies(QueryDict(question), today=timezone.localdate()).studies) == 1:
            return slug, f"{asked.LIST}?{question}"
    raise LookupError


def kept(server: Server) -> dict[str, Any]:
    """The figures of pages that are kept, and of those that the reader has."""
    tag = server.get(asked.FIRST).headers.get("ETag")
    costs = {
        "an empty page, with kept pages": cost(server, [asked.EMPTY]),
        "first page, kept": cost(server, [asked.FIRST]),
    }
    if tag:
        costs["first page, 304"] = cost(server, [asked.FIRST], tag=tag)
    return figures_of(costs)


def main() -> None:
    """Print the figures."""
    studies, exact, brief = int(sys.argv[1]), int(sys.argv[3]), sys.argv[4] == "1"
    call_command("migrate", verbosity=0)
    with serving() as server:
        server.get(asked.FIRST)
        figures: dict[str, Any] = {"empty_memory_mb": server.memory}
    figures |= made(studies)
    figures["disk_mb"] = size_on_disk(Path(sys.argv[2]))
    with serving(PAGE_CACHE_BYTES="0") as server:
        figures |= measured(server, studies, brief)
    with serving(PAGE_CACHE_BYTES=str(CACHE_BYTES)) as server:
        figures["costs"] |= kept(server)
    if exact:
        figures["exact"] = {"asked": exact, "differences": [*differences(exact)]}
    sys.stdout.buffer.write(json.encode(figures))


if __name__ == "__main__":
    main()
