"""What a person decides of the changes that registries propose: theirs taken over, ours kept, handed back.

Everything is decided under locks, the study first, as it was seen; whoever comes second is told, and nothing is
written. Either all of what a person sends is written, or nothing.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _, gettext_noop

from trials.actions.ingest.held import Held, held
from trials.actions.ingest.names import Names
from trials.actions.ingest.ruling import (
    Refused,
    refuse_loss,
    refuse_to_drop_country,
    refuse_to_drop_site,
    refuse_what_cannot_be,
)
from trials.actions.ingest.showing import show
from trials.actions.ingest.sites import stated
from trials.actions.ingest.taking import Taking, item_of
from trials.actions.ingest.work import Work
from trials.choices import Decision
from trials.models import DecidedField, ProposedChange, RegistryEntry
from trials.query.facts import COUNTRY, COUNTRY_STATUS, SITE, SITE_STATUS, SPONSOR, Key, is_empty, is_silent, rank, same

# What the history says of a value that a person took over, where the person gave no other reason.
TAKEN_OVER = gettext_noop("Taken over from the registry")
HANDED_BACK = gettext_noop("Handed back to the registry")


@dataclass(frozen=True)
class Choice:
    """What a person chose for a proposed change (primary key), and what they had before them (`fingerprint`)."""

    change: int
    seen: str
    takes_theirs: bool


class Overtaken(Exception):
    """Others decided meanwhile, or what was seen is no longer so; nothing was written.

    `decided` are the changes with who decided them and when, `changed` those that say something else by now; `gone`
    counts those that nobody need decide any more.
    """

    def __init__(self, decided: list[ProposedChange], changed: list[ProposedChange], gone: int) -> None:
        super().__init__(decided, changed, gone)
        self.decided, self.changed, self.gone = decided, changed, gone


def fingerprint(ours: Any, theirs: Any) -> str:
    """A short text that is another one where either value is."""
    return blake2b(json.dumps([ours, theirs], sort_keys=True).encode(), digest_size=8).hexdigest()


@transaction.atomic
def decide(study: int, choices: Sequence[Choice], *, by: User, at: datetime, reason: str = "") -> None:
    """Take theirs or keep ours for each of the choices.

    Overtaken where another was first; Refused, with every reason, where a rule of the register would be broken, and
    where ours is to be kept without a reason. Then nothing is written.
    """
    of_study = held([study])[study]
    changes = _locked(of_study, choices)
    taken = [changes[one.change] for one in choices if one.takes_theirs]
    kept = [changes[one.change] for one in choices if not one.takes_theirs]
    if kept and not reason.strip():
        raise Refused(_("Say why our value stays."))
    _refuse_two_of_one(taken)
    if taken:
        _take_all(of_study, taken, Work(at, reason.strip() or TAKEN_OVER, by))
    _sign(taken, Decision.ACCEPTED, by, at, reason)
    _sign(kept, Decision.KEPT_OURS, by, at, reason)
    for change in taken:
        decided_fields(of_study, change.key).delete()
    for change in kept:
        mark_decided(of_study.study.pk, change.key, by=by, at=at)
    show([study])


@transaction.atomic
def hand_back(study: int, key: Key, *, by: User, at: datetime) -> None:
    """Let the registries feed a fact again: it takes what the one says whose word counts, if any says anything.

    Refused where nobody had decided the fact, and where a rule of the register would be broken.
    """
    of_study = held([study])[study]
    if not decided_fields(of_study, key).delete()[0]:
        raise Refused(_("It has been handed back already."))
    _feed(of_study, key, by=by, at=at)
    show([study])


def _feed(of_study: Held, key: Key, *, by: User, at: datetime) -> None:
    names = Names()
    entry = leading(of_study, key, names)
    if entry is None:
        return
    theirs = stated(entry.facts, names)[key]
    if not same(key[0], of_study.value(key), theirs):
        work = Work(at, HANDED_BACK, by)
        _take(of_study, key, theirs, Taking(item_of(entry), of_study, entry.record_id, names, work))
        refuse_what_cannot_be(of_study)
        work.write()
        refuse_loss(of_study)
    settle(of_study, key, theirs, by=by, at=at)


def leading(of_study: Held, key: Key, names: Names) -> RegistryEntry | None:
    """The registry whose word on the fact counts, among those that say anything of it."""
    stating = [
        entry
        for entry in of_study.entries
        if not is_silent(entry.registry, key[0]) and not is_empty(stated(entry.facts, names).get(key))
    ]
    return min(stating, key=lambda entry: rank(entry.registry, key[0]), default=None)


def settle(of_study: Held, key: Key, value: Any, *, by: User, at: datetime) -> None:
    """What proposes the value that a fact has by now is decided: it was taken over."""
    asking = [change for (_registry, about), change in of_study.pending.items() if about == key]
    _sign([change for change in asking if same(key[0], change.theirs, value)], Decision.ACCEPTED, by, at, "")


def decided_fields(of_study: Held, key: Key) -> Any:
    """The row that says that a person decided the fact, if there is one."""
    name, country, site = key
    return DecidedField.objects.filter(study=of_study.study, field=name, country=country, site=site)


def mark_decided(study: int, key: Key, *, by: User, at: datetime) -> None:
    """A person decided the fact: no import writes over it."""
    about: dict[str, Any] = dict(zip(("field", "country", "site_id"), key, strict=True))
    DecidedField.objects.update_or_create(study_id=study, **about, defaults={"by": by, "at": at})


def _locked(of_study: Held, choices: Sequence[Choice]) -> dict[int, ProposedChange]:
    """The changes by primary key, locked; Overtaken unless each is as it was seen."""
    asked = {choice.change: choice for choice in choices}
    rows = ProposedChange.objects.select_for_update(of=("self",)).select_related("decided_by", "site")
    found = {row.pk: row for row in rows.filter(pk__in=asked, study=of_study.study).order_by("pk")}
    decided = [row for row in found.values() if row.decision != Decision.PENDING]
    waiting = [row for row in found.values() if row.decision == Decision.PENDING]
    changed = [row for row in waiting if asked[row.pk].seen != fingerprint(of_study.value(row.key), row.theirs)]
    if decided or changed or len(found) < len(asked):
        raise Overtaken(decided, changed, len(asked) - len(found))
    return found


def _refuse_two_of_one(taken: Iterable[ProposedChange]) -> None:
    keys = [change.key for change in taken]
    if len(set(keys)) < len(keys):
        raise Refused(_("Two registries say different things of one fact: take the value of one of them."))


def _places_first(change: ProposedChange) -> bool:
    return change.field not in {COUNTRY, SITE}


def _entry(of_study: Held, change: ProposedChange) -> RegistryEntry:
    """What the registry of the change says of the study."""
    of_registry = [entry for entry in of_study.entries if entry.registry == change.registry]
    if not of_registry:
        raise Refused(_("The registry's record is not of this study any more: keep our value."))
    return next((entry for entry in of_registry if entry.record_id == change.record_id), of_registry[0])


def _take(of_study: Held, key: Key, theirs: Any, taking: Taking) -> None:
    """Give a fact the registry's value and tell of it; Refused where that needs another step first."""
    before = of_study.value(key)
    if key[0] == SPONSOR and theirs and taking.names.sponsor(theirs) is None:
        told = _("“%(name)s” is no sponsor of ours yet: say below which sponsor it is, or add it.")
        raise Refused(told % {"name": theirs})
    if key[0] in {COUNTRY_STATUS, SITE_STATUS} and before is None and not is_empty(theirs):
        raise Refused(_("The place is not in the study: take the place as well, or keep both as they are."))
    _refuse_to_drop(of_study, key, theirs)
    taking.take(key, theirs)
    if key[0] == SITE_STATUS:
        _unconfirm(of_study, key, taking.work)
    if not same(key[0], before, theirs):
        taking.note(key, before, theirs)


def _take_all(of_study: Held, taken: Sequence[ProposedChange], work: Work) -> None:
    names = Names()
    for change in sorted(taken, key=_places_first):
        item = item_of(_entry(of_study, change), str(change.as_of or ""))
        _take(of_study, change.key, change.theirs, Taking(item, of_study, change.record_id, names, work))
    refuse_what_cannot_be(of_study)
    work.write()
    refuse_loss(of_study)


def _refuse_to_drop(of_study: Held, key: Key, theirs: Any) -> None:
    """A place goes only where nothing else hangs on it."""
    name, country, site = key
    if not is_empty(theirs) or of_study.value(key) is None:
        return
    if name == SITE:
        refuse_to_drop_site(of_study.sites[site or 0])
    if name == COUNTRY:
        refuse_to_drop_country(of_study, country)


def _unconfirm(of_study: Held, key: Key, work: Work) -> None:
    """The site confirmed another status than the one that was taken over: its confirmation does not hold for it."""
    if place := of_study.sites.get(key[2] or 0):
        work.change(place, verified_at=None, verified_by=None, verification_method="", verified_role="")


def _sign(changes: Sequence[ProposedChange], decision: Decision, by: User, at: datetime, reason: str) -> None:
    for change in changes:
        change.decision, change.reason = decision, reason.strip()
        change.decided_by, change.decided_at = by, at
    ProposedChange.objects.bulk_update(changes, ["decision", "reason", "decided_by", "decided_at"])
