"""All that a load will write, decided record by record, then checked as a whole before it is written."""

from dataclasses import dataclass, field

from trials.actions.catalogue.faults import CatalogueFaults, Fault, Teller
from trials.actions.catalogue.fields import Values
from trials.actions.catalogue.former import led_on
from trials.actions.catalogue.kinds import KINDS, STUDIES, Kind
from trials.actions.catalogue.merging import Gone, Kept, merged, same, without
from trials.actions.catalogue.register import Held, Register
from trials.actions.catalogue.rules import Record, numbers, tree, unique
from trials.actions.catalogue.study_sites import SitesChange, Status, merge_sites, recruits_after_the_end
from trials.actions.catalogue.validation import Catalogue

_STATUS = ("recruitment_status", "status_as_of")


@dataclass(frozen=True)
class Change:
    """A record to write: `keys` of its `values` and of its `sites`; a new one when nothing is held."""

    slug: str
    held: Held | None
    values: Values
    keys: set[str]
    sites: SitesChange

    def __bool__(self) -> bool:
        return self.held is None or bool(self.keys or self.sites)


@dataclass
class Plan:
    """What is written, what is remembered as loaded, and what stays as a person left it."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    loaded: dict[str, dict[str, Values]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    made_by_a_person: list[str] = field(default_factory=list)
    no_longer_there: list[str] = field(default_factory=list)


def make_plan(catalogue: Catalogue, register: Register) -> Plan:
    """What loading `catalogue` will write; CatalogueFaults when it contradicts what a person wrote."""
    plan = Plan()
    gone = {kind.name: register.entries[kind.name].keys() - register.held[kind.name].keys() for kind in KINDS}
    for kind in KINDS:
        records, held = catalogue[kind.name], register.held[kind.name]
        decided = [_decide(kind, slug, theirs, register, gone, plan) for slug, theirs in records.items()]
        plan.changes[kind.name] = [change for change in decided if change is not None]
        dropped = [slug for slug in register.entries[kind.name] if slug in held and slug not in records]
        plan.no_longer_there += [f"{kind.name}/{slug}" for slug in dropped]
    _check_together(plan, register)
    return plan


def _decide(kind: Kind, slug: str, theirs: Values, register: Register, gone: Gone, plan: Plan) -> Change | None:
    """What happens to one record; None when a person made, merged or deleted it."""
    held, entry = register.held[kind.name].get(slug), register.entries[kind.name].get(slug)
    if into := register.former[kind.name].get(slug):
        plan.merged.append(f"{kind.name}/{slug} (now {into})")
        return None
    if held is not None and entry is None:
        plan.made_by_a_person.append(f"{kind.name}/{slug}")
        return None
    plan.loaded.setdefault(kind.name, {})[slug] = theirs
    possible = without(gone, kind, led_on(register.former, kind, theirs))
    if entry is None:
        return Change(slug, None, possible, set(possible), SitesChange(added=_statuses(possible)))
    if held is None:
        plan.deleted.append(f"{kind.name}/{slug}")
        return None
    return _update(kind, slug, held, without(gone, kind, led_on(register.former, kind, entry.values)), possible, plan)


def _update(kind: Kind, slug: str, held: Held, base: Values, theirs: Values, plan: Plan) -> Change:
    values = merged(kind, base, held.values, theirs)
    sites = merge_sites(_statuses(base), held.sites, _statuses(theirs))
    if kind is STUDIES and recruits_after_the_end(values["recruitment_status"], held.sites, sites):
        values |= {key: held.values[key] for key in _STATUS}
        sites = SitesChange(kept={*sites.kept, *sites.added, *sites.changed, *sites.removed})
    name = f"{kind.name}/{slug}"
    plan.kept += [Kept(name, key, value, theirs[key]) for key, value in values.items() if not same(value, theirs[key])]
    for site in sorted(sites.kept):
        ours = held.sites[site].status if site in held.sites else None
        their = _statuses(theirs).get(site)
        plan.kept.append(Kept(name, f"sites {site}", _in_words(ours), _in_words(their)))
    keys = {key for key, value in values.items() if not same(value, held.values[key])}
    return Change(slug, held, values, keys, sites)


def _in_words(status: Status | None) -> str:
    if status is None:
        return "no such site"
    return " ".join(filter(None, status)) or "no status"


def _statuses(values: Values) -> dict[str, Status]:
    return {site: (status, as_of) for site, status, as_of in values.get("sites", [])}


def _check_together(plan: Plan, register: Register) -> None:
    """Hold the catalogue's records and a person's, together, to the rules among records."""
    faults: list[Fault] = []
    together: dict[str, list[Record]] = {}
    for number, kind in enumerate(KINDS, 1):
        changes = {change.slug: change.values for change in plan.changes[kind.name]}
        others = {slug: held.values for slug, held in register.held[kind.name].items() if slug not in changes}
        together[kind.name] = [
            (Teller(faults, {}, None, (number, place), kind.file, name), values | {"slug": slug})
            for place, (name, slug, values) in enumerate(
                [
                    *((f"{slug} (in the register)", slug, values) for slug, values in others.items()),
                    *((slug, slug, values) for slug, values in changes.items()),
                ],
                1,
            )
        ]
    for rule in (unique, numbers, tree):
        rule(together)
    if faults:
        raise CatalogueFaults(faults)
