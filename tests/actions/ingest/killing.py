"""Imports in processes that are killed: run by tests in a process of its own, on a database as production has it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.models import Count, QuerySet

from tests.actions.ingest.documents import document, run
from tests.actions.ingest.state import state
from trials.actions.ingest.locks import AnotherRun, only_run
from trials.choices import Registry
from trials.models import (
    RegistryEntry,
    RegistryRecord,
    RegistryRun,
    Source,
    Study,
    StudyChange,
    StudyCountry,
    StudyIdentifier,
)

DOCUMENTS = 60
BATCH = 10
STATUSES = ("RECRUITING", "ACTIVE_NOT_RECRUITING", "SUSPENDED")
# By when the server has seen that a process is gone, in seconds.
PATIENCE = 20


def import_generation(generation: int) -> None:
    """A file in which every study has another status than in the one before; each second time, some are new."""
    count = DOCUMENTS + DOCUMENTS // 4 * (generation // 2)
    status, updated = STATUSES[generation % 3], (date(2026, 1, 1) + timedelta(days=generation)).isoformat()
    stream = (document(number, status=status, updated=updated) for number in range(1, count + 1))
    run(*stream, batch_size=BATCH, accepts_large_change=True)


def kill_imports(kills: int, seed: int) -> None:
    """Kill as many imports, each at a moment by chance; print how it went and what the database holds at the end."""
    chance = random.Random(seed)
    begun = time.monotonic()
    import_generation(0)
    usual = time.monotonic() - begun
    killed, generation = 0, 1
    while killed < kills:
        if is_killed(lambda now=generation: import_generation(now), chance.uniform(0, usual)):  # type: ignore[misc]
            killed += 1
        else:
            generation += 1
        faults = half_visible()
        assert not faults, faults
    patiently(lambda: import_generation(generation))
    outcomes = RegistryRun.objects.values_list("outcome").annotate(Count("pk"))
    told = {"generations": generation + 1, "outcomes": dict(outcomes.order_by()), "state": state()}
    sys.stdout.write(json.dumps(told))


def is_killed(work: Callable[[], None], seconds: float) -> bool:
    """Do some work in another process and kill it after that time; whether it was still at it."""
    connections.close_all()
    child = os.fork()
    if not child:
        patiently(work)
        os._exit(0)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def patiently(work: Callable[[], None]) -> None:
    """Do it, as soon as the server has seen that whoever did it before is gone."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(AnotherRun):
            work()
            return
        time.sleep(0.01)
    raise TimeoutError


def half_visible() -> list[str]:
    """What an import has left half done, by number; nothing where it keeps its promise. Nine queries."""
    records = _counts(RegistryRecord.objects.all(), "registry_id")
    history: Any = Study.history
    versions = _counts(history.all(), "id")
    parts = [_counts(kind.objects.all(), "study_id") for kind in (StudyIdentifier, StudyCountry, Source, StudyChange)]
    faults, studies = [], set(Study.objects.values_list("pk", flat=True))
    for entry in RegistryEntry.objects.select_related("study"):
        study, seen = entry.study, records.pop(entry.registry_id, 0)
        if study is None or study.recruitment_status != entry.facts["recruitment_status"]:
            faults.append(f"{entry}: its study is not what the registry says")
            continue
        studies.discard(study.pk)
        found = [*(counts.get(study.pk, 0) for counts in parts), versions.get(study.pk, 0)]
        if found != [2, 2, 1, seen - 1, study.version]:
            faults.append(f"{entry}: {found} numbers, countries, sources, changes and versions of {seen} records")
    return [*faults, *(f"{number}: a record alone" for number in [*records, *studies])]


def _counts(rows: QuerySet[Any], name: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(name).annotate(Count("pk")))


def hold_locks() -> None:
    """Print who gets the lock of a registry: while another process has it, another registry's, and after a kill -9."""
    reading, writing = os.pipe()
    connections.close_all()
    child = os.fork()
    if not child:
        with only_run(Registry.CTGOV):
            os.write(writing, b"!")
            time.sleep(60)
    os.read(reading, 1)
    answers = [_gets(Registry.CTGOV), _gets(Registry.CTIS)]
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    patiently(lambda: _lock(Registry.CTGOV))
    sys.stdout.write(json.dumps([*answers, _gets(Registry.CTGOV)]))


def _lock(registry: Registry) -> None:
    with only_run(registry):
        pass


def _gets(registry: Registry) -> bool:
    try:
        _lock(registry)
    except AnotherRun:
        return False
    return True


def terminate_import(file: str) -> None:
    """Ask an import to stop, as systemd does, once it has written something; print how it ended and what is there."""
    connections.close_all()
    Path(file).write_bytes(b"\n".join(body for _place, body in map(document, range(1, DOCUMENTS * 5))))
    ran = subprocess.Popen(
        [sys.executable, "manage.py", "import_registry", "ctgov", "--file", file, "--batch-size", "1"],
        stderr=subprocess.PIPE,
        text=True,
    )
    while ran.poll() is None and not RegistryEntry.objects.exists():
        time.sleep(0.01)
    ran.send_signal(signal.SIGTERM)
    _out, told = ran.communicate()
    written, run_ = RegistryEntry.objects.count(), RegistryRun.objects.get()
    found = {"code": ran.returncode, "told": told.splitlines()[-1], "written": written, "faults": half_visible()}
    sys.stdout.write(json.dumps(found | {"outcome": run_.outcome, "new": run_.new}))
