"""Genuine records as a registry changed them: each change is told, and nothing else."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.actions.ingest.receiving import AT, receive
from tests.registries.shared import DOCUMENTS, needs_documents
from trials.models import StudyChange

pytestmark = [pytest.mark.django_db, needs_documents]

VERSIONS = DOCUMENTS / "ctgov_versions"
# What the index of the versions calls our facts. It knows fewer than we do: those without a name are not compared.
NAMES = {
    "recruitment_status": "overallStatus",
    "sample_size": "enrollment",
    "start_date": "start",
    "completion_date": "completion",
    "criteria_text": "eligibility",
    "public_title": "title",
    "why_stopped": "whyStopped",
    "places": "sites",
}


def index() -> list[dict]:
    """What changed from one version to the next, by the index."""
    path = VERSIONS / "_versions_index.json"
    return json.loads(path.read_text(encoding="utf-8"))["diffs"] if path.exists() else []


def told(since: int) -> Iterator[str]:
    for change in StudyChange.objects.filter(pk__gt=since):
        if change.field in NAMES:
            yield NAMES[change.field]


def read(number: str, day: str) -> bytes:
    return Path(VERSIONS / number / f"{day}.json").read_bytes()


@pytest.mark.parametrize("number", sorted({diff["nct"] for diff in index()}))
def test_successive_versions_give_exactly_the_changes_that_their_index_lists(number: str) -> None:
    diffs = [diff for diff in index() if diff["nct"] == number]
    receive(read(number, diffs[0]["from"]), takes_all=True)

    found = []
    for place, diff in enumerate(diffs, 1):
        newest = StudyChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        receive(read(number, diff["to"]), takes_all=True, at=AT + timedelta(days=place))
        again = receive(read(number, diff["to"]), takes_all=True, at=AT + timedelta(days=place))
        found.append((set(told(newest)), again))

    listed = [({word.split()[0] for word in diff["changed"]}, {"unchanged": 1}) for diff in diffs]
    assert found == listed


def test_sites_that_a_registry_adds_are_told_by_name() -> None:
    receive(read("NCT06911827", "2025-04-09"), takes_all=True)

    receive(read("NCT06911827", "2026-02-25"), takes_all=True)

    change = StudyChange.objects.get(field="places")
    assert (change.before, len(change.after)) == ([], 1)
