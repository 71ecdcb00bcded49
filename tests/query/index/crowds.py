"""Writers at once, and writers that are killed: run by tests in a process, on a database as production has it."""

import json
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.contrib.auth.models import User
from django.db import OperationalError, connections

from tests.actions.ingest.killing import is_killed
from tests.query.index import edits
from tests.query.index.edits import DEEDS, Editor, make_register
from trials.actions.indexing import differences, rebuild

# One import at a time: the others are told so, and do nothing.
AT_ONCE = sorted(DEEDS.keys() - {"import_documents"})


def write_at_once(writers: int, deeds: int, seed: int) -> None:
    """Print how each deed of so many writers ended, who all begin each deed together."""
    make_register(random.Random(seed), studies=6)
    rebuild()
    people = [User.objects.create_superuser(f"writer-{number}") for number in range(writers)]
    connections.close_all()
    together = Barrier(writers)
    # What another did first refuses a deed; a deadlock is told.
    edits.REFUSALS = tuple(refusal for refusal in edits.REFUSALS if refusal is not OperationalError)
    with ThreadPoolExecutor(writers) as pool:
        told = pool.map(lambda number: _write(people[number], deeds, seed + number, together), range(writers))
        sys.stdout.write(json.dumps([end for ends in told for end in ends]))


def _write(person: User, deeds: int, seed: int, together: Barrier) -> list[str]:
    chance = random.Random(seed)
    editor, ends = Editor(chance, person), []
    for _ in range(deeds):
        deed = chance.choice(AT_ONCE)
        together.wait()
        try:
            editor.do(deed)
        except OperationalError:
            ends.append("deadlock")
        else:
            ends.append("done")
    connections.close_all()
    return ends


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
