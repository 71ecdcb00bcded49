"""Load the starter catalogue into the register."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import DataError, IntegrityError
from django.utils.translation import gettext_noop

from trials.actions.catalogue.faults import CatalogueFaults, Fault
from trials.actions.catalogue.kinds import KINDS
from trials.actions.catalogue.planning import Plan, make_plan
from trials.actions.catalogue.register import read_register
from trials.actions.catalogue.validation import read_catalogue
from trials.actions.catalogue.writing import write_records
from trials.actions.catalogue.writing_places import write_places
from trials.actions.journal import Journal
from trials.actions.public_change import public_change, touch
from trials.query.completeness import Fact, facts_missing

REASON = gettext_noop("Loaded from the catalogue")


@dataclass(frozen=True)
class Count:
    """How many records of a kind a load made, changed and found as they should be."""

    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class Summary:
    """What a load did, and what it left as a person wants it; records are named `kind/slug`.

    `kept` names values that a person changed and the catalogue has otherwise; `deleted`, records that a person
    deleted; `merged`, records that a person merged into others; `made_by_a_person`, records that a person made under
    a slug of the catalogue; `no_longer_there`, records that the catalogue once had. `lacking` is, for each fact that
    publication asks for, the published studies without it, by primary key.
    """

    counts: dict[str, Count]
    kept: list[str]
    deleted: list[str]
    merged: list[str]
    made_by_a_person: list[str]
    no_longer_there: list[str]
    lacking: dict[Fact, set[int]]


def load_catalogue(directory: Path, *, at: datetime, report: Callable[[str], None]) -> Summary:
    """Load the catalogue in `directory`, all of it or nothing; CatalogueFaults names every fault.

    New studies are published. What a person changed, deleted or made is left as it is, and a second load of the
    same catalogue writes nothing. `report` is told, in words for the operator, how far the load is.
    """
    catalogue = read_catalogue(directory, report)
    try:
        with public_change():
            register = read_register()
            plan = make_plan(catalogue, register)
            journal = Journal(at, REASON)
            rows = write_records(plan, register, journal)
            write_places(plan, rows, journal)
            journal.keep()
            touch(rows[kind][change.slug] for kind, changes in plan.changes.items() for change in changes if change)
    except (DataError, IntegrityError) as error:
        raise CatalogueFaults([Fault((len(KINDS) + 1, 0), "database", f"refuses the catalogue: {error}")]) from error
    return _summary(plan)


def _summary(plan: Plan) -> Summary:
    counts = {}
    for kind, changes in plan.changes.items():
        created = sum(change.held is None for change in changes)
        written = sum(map(bool, changes))
        counts[kind] = Count(created, written - created, len(changes) - written)
    return Summary(
        counts=counts,
        kept=[str(kept) for kept in plan.kept],
        deleted=plan.deleted,
        merged=plan.merged,
        made_by_a_person=plan.made_by_a_person,
        no_longer_there=plan.no_longer_there,
        lacking=facts_missing(),
    )
