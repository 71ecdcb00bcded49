"""Writers at once, and writers that are killed: run by tests in a process, on a database as production has it."""

import json
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.contrib.auth.models import User
from django.db import connection, connections

from tests.actions.ingest.killing import is_killed
from tests.query.index.edits import DEEDS, Editor, make_register
from trials.actions.index_whole import differences, rebuild

# One import at a time: the others are told so, and do nothing.
AT_ONCE = sorted(DEEDS.keys() - {"import_documents"})


def write_at_once(writers: int, deeds: int, seed: int) -> None:
    """Let so many people do so many deeds each, all together; print how often two waited for each other."""
    make_register(random.Random(seed), studies=6)
    rebuild()
    people = [User.objects.create_superuser(f"writer-{number}") for number in range(writers)]
    connections.close_all()
    together = Barrier(writers)
    with ThreadPoolExecutor(writers) as pool:
        done = sum(pool.map(lambda number: _write(people[number], deeds, seed + number, together), range(writers)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (deadlocks,) = cursor.fetchone()
    sys.stdout.write(json.dumps({"done": done, "deadlocks": deadlocks}))


def _write(person: User, deeds: int, seed: int, together: Barrier) -> int:
    chance = random.Random(seed)
    editor = Editor(chance, person)
    for _ in range(deeds):
        together.wait()
        editor.do(chance.choice(AT_ONCE))
    connections.close_all()
    return deeds


def kill_writers(kills: int, seed: int) -> None:
    """Kill as many writers, each at a moment by chance; print what the index lacked after any of them."""
    chance = random.Random(seed)
    make_register(chance, studies=6)
    rebuild()
    person = User.objects.create_superuser("writer")
    usual = _seconds_of_some_deeds(chance, person)
    killed, faults = 0, list[str]()
    while killed < kills:
        own = random.Random(chance.random())
        killed += is_killed(lambda own=own: _write_on(own, person), chance.uniform(0, usual))  # type: ignore[misc]
        faults += [f"{found.kind} {found.key}" for found in differences()]
    sys.stdout.write(json.dumps({"killed": killed, "faults": faults}))


def _seconds_of_some_deeds(chance: random.Random, person: User) -> float:
    begun = time.monotonic()
    editor = Editor(chance, person)
    for deed in chance.sample(sorted(DEEDS), 4):
        editor.do(deed)
    return time.monotonic() - begun


def _write_on(chance: random.Random, person: User) -> None:
    """One deed after another, until it is killed."""
    editor = Editor(chance, person)
    while True:
        editor.do(chance.choice(sorted(DEEDS)))
