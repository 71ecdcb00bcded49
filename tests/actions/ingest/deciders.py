"""People who decide the same change at once: run by tests in a process, on a database as production has it."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone

from tests.factories import make_person, make_proposal, make_study, make_whole_entry
from trials.actions.ingest.deciding import Choice, Overtaken, decide, fingerprint
from trials.models import ProposedChange


def decide_at_once(people: int, rounds: int) -> None:
    """Print, for each round, how many decided and how many were told of another, and what is left of it."""
    persons = [make_person(f"person-{number}", "editor") for number in range(people)]
    connections.close_all()
    with ThreadPoolExecutor(people) as pool:
        sys.stdout.write(json.dumps([_round(number, persons, pool) for number in range(rounds)]))


def _round(number: int, persons: list[User], pool: ThreadPoolExecutor) -> dict[str, object]:
    study = make_study(f"study-{number}", phase="PHASE1")
    entry = make_whole_entry(study, facts={"phase": "PHASE2"})
    change = make_proposal(study, "phase", "PHASE2", ours="PHASE1", record=entry.record)
    together = Barrier(len(persons))
    # Every second one keeps ours.
    ends = list(pool.map(lambda one: _decide(change, persons[one], one % 2 == 0, together), range(len(persons))))
    change.refresh_from_db()
    study.refresh_from_db()
    return {
        "decided": [end for end in ends if end != "overtaken"],
        "overtaken": ends.count("overtaken"),
        "by": change.decided_by and change.decided_by.username,
        "decision": change.decision,
        "phase": study.phase,
    }


def _decide(change: ProposedChange, person: User, takes_theirs: bool, together: Barrier) -> str:
    choice = Choice(change.pk, fingerprint("PHASE1", "PHASE2"), takes_theirs=takes_theirs)
    together.wait()
    try:
        decide(change.study_id, [choice], by=person, at=timezone.now(), reason="Both at once")
    except Overtaken:
        return "overtaken"
    finally:
        connections.close_all()
    return str(person.username)
