"""All that a load will write, decided record by record, then checked as a whole before any of it is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from trials.actions.catalogue.faults import CatalogueFaults, Fault
from trials.actions.catalogue.fields import Column, Values
from trials.actions.catalogue.kinds import KINDS, STUDIES, Kind
from trials.actions.catalogue.merging import Gone, Kept, merged, same, without
from trials.actions.catalogue.register import Held, Register
from trials.actions.catalogue.rules import circle_through
from trials.actions.catalogue.study_sites import (
    HeldSite,
    SitesChange,
    Status,
    merge_sites,
    recruits_after_the_end,
)
from trials.actions.catalogue.validation import Catalogue
from trials.identifiers import match_key


@dataclass
class Change:
    """A record to write: a new one, when nothing is held, or the `keys` of one that is held."""

    slug: str
    held: Held | None
    values: Values
    keys: set[str]
    sites: SitesChange = field(default_factory=SitesChange)

    def __bool__(self) -> bool:
        return self.held is None or bool(self.keys or self.sites)


@dataclass
class Plan:
    """What is written for each kind, what is remembered as loaded, and what stays as a person left it."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    loaded: dict[str, dict[str, Values]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    made_by_a_person: list[str] = field(default_factory=list)
    no_longer_there: list[str] = field(default_factory=list)


Places = dict[int, dict[str, HeldSite]]


def make_plan(catalogue: Catalogue, register: Register, places: Places) -> Plan:
    """What loading `catalogue` will write; CatalogueFaults when what a person wrote contradicts it."""
    plan = Plan()
    gone = {kind.name: register.entries[kind.name].keys() - register.held[kind.name].keys() for kind in KINDS}
    for kind in KINDS:
        records = catalogue[kind.name]
        plan.changes[kind.name] = [
            change
            for slug, theirs in records.items()
            if (change := _decide(kind, slug, theirs, register, gone, places, plan)) is not None
        ]
        plan.no_longer_there += [
            f"{kind.name}/{slug}"
            for slug in register.entries[kind.name]
            if slug not in records and slug in register.held[kind.name]
        ]
    faults = list(_contradictions(plan, register))
    if faults:
        raise CatalogueFaults(faults)
    return plan


def _decide(
    kind: Kind, slug: str, theirs: Values, register: Register, gone: Gone, places: Places, plan: Plan
) -> Change | None:
    """The change to one record; None when it is a person's."""
    held, entry = register.held[kind.name].get(slug), register.entries[kind.name].get(slug)
    name = f"{kind.name}/{slug}"
    if entry is None and held is not None:
        plan.made_by_a_person.append(name)
        return None
    plan.loaded.setdefault(kind.name, {})[slug] = theirs
    if held is None and entry is not None:
        plan.deleted.append(name)
        return None
    possible = without(gone, kind, theirs)
    if held is None:
        sites = _statuses(theirs, gone)
        return Change(slug, None, possible, set(possible), SitesChange(added=sites))
    assert entry is not None
    return _update(kind, Change(slug, held, {}, set()), without(gone, kind, entry.values), possible, gone, places, plan)


def _update(...): ...
