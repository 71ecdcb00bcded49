"""Several processes keep pages, each its own, and none shows what another has changed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from tests.databases import ROOT, migrate, shell

pytestmark = pytest.mark.django_db

NEW = """
from tests.factories import make_study
from trials.actions.indexing import changed
changed([make_study("one", public_title="As it was").pk])
"""
EDIT = """
from django.db import transaction
from trials.actions.indexing import changed
from trials.models import Study
with transaction.atomic():
    Study.objects.update(public_title="As it is now")
    changed(Study.objects.values_list("pk", flat=True))
"""


class Reader:
    """A process that serves pages."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, address: str, wanted: str, tag: str = "") -> dict[str, Any]:
        """Its answer to an address; `found` says whether the wanted text stands in it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([address, wanted, tag]) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def reader(database: str) -> Iterator[Reader]:
    """A process that serves the database, until the end."""
    environment = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "cartracker.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "tests/site/reader.py"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Reader(process)
        process.communicate()


def test_an_edit_is_seen_on_the_next_request_of_every_process(database: str) -> None:
    migrate(database)
    shell(database, NEW)
    with ExitStack() as held:
        one, other = (held.enter_context(reader(database)) for _process in range(2))
        former = [each.ask("/en/studies/one/", "As it was") for each in (one, other)]

        shell(database, EDIT)

        tag = former[0]["tag"]
        latter = [each.ask("/en/studies/one/", "As it is now", tag) for each in (one, other)]
        assert [one.ask("/en/studies/one/", "", answer["tag"])["status"] for answer in latter] == [304, 304]
    assert former == [{"status": 200, "tag": tag, "found": True}] * 2
    assert latter == [{"status": 200, "tag": latter[0]["tag"], "found": True}] * 2


def test_a_page_that_needs_no_database_is_shown_without_one(tmp_path: Any) -> None:
    with reader(f"sqlite:///{tmp_path}/never-migrated.sqlite3") as alone:
        answer = alone.ask("/en/accessibility/", "")

    assert answer == {"status": 200, "tag": "", "found": True}
