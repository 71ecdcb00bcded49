"""Two people at one record: what each changed is told apart, and nothing of either is lost.

A form carries the version it was filled from. Where the register holds a newer one, each field is compared three
ways: as it was then, as it stands now, as the person sent it. What only the other changed is taken over; what
both changed is shown, the person's own text stays in the form, and a tick takes over the other's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import QueryDict
from django.utils.text import capfirst

from trials.admin.forms import REASON, SEEN
from trials.admin.submission import Values, in_words, inputs_of, same, sent_by_field

TAKE = "take__"
_CARRIED = {SEEN, REASON}


@dataclass(frozen=True)
class Difference:
    """A field that another changed meanwhile: before, theirs and mine in words; `take` names the tick to take theirs.

    Without `take` there is nothing to decide: theirs stands in the form already.
    """

    row: str
    label: str
    before: str
    theirs: str
    mine: str
    take: str = ""


@dataclass(frozen=True)
class Change:
    """One change that another made: who, when and why."""

    by: str
    at: datetime
    reason: str


@dataclass
class Settlement:
    """All that others changed since the form was filled, and what is to be decided."""

    differences: list[Difference] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changes or self.differences or self.added or self.removed)

    def heard_of(self, changes: Iterable[Change]) -> None:
        """Note changes, each once, the latest first."""
        known = {*self.changes, *changes}
        self.changes = sorted(known, key=lambda change: change.at, reverse=True)


def changes_since(row: Any, seen: int) -> list[Change]:
    """Who changed a row after the version that was seen."""
    later = row.history.filter(version__gt=seen).order_by("-history_date", "-history_id")[:20]
    return [_change(entry) for entry in later.select_related("history_user")]


def removal_of(model: Any, pk: Any) -> list[Change]:
    """Who deleted a row."""
    last = model.history.filter(id=pk, history_type="-").select_related("history_user").first()
    return [_change(last)] if last else []


def _change(entry: Any) -> Change:
    person: User | None = entry.history_user
    name = (person.get_full_name() or person.get_username()) if person else ""
    return Change(name, entry.history_date, entry.history_change_reason or "")


def take_over(form_class: type[forms.BaseForm], row: Any, sent: Values) -> Values:
    """What was sent, with the ticked fields (`take__…`) as the register has them now."""
    now = form_class(instance=row)  # type: ignore[call-arg]
    taken = [name for name in now.fields if TAKE + name in sent]
    left = {key: values for key, values in sent.items() if not key.startswith(TAKE)}
    for name in taken:
        left |= sent_by_field(now, name)
    return left


def settle(
    form_class: type[forms.BaseForm], row: Any, sent: Values, result: Settlement, *, name: str = "", prefix: str = ""
) -> Values:
    """Merge what was sent for a row with what others changed; notes the differences, and gives what to show.

    `sent` is of an older version. `name` stands before the row's fields in words, `prefix` before those of its inputs.
    """
    seen = seen_version(sent)
    result.heard_of(changes_since(row, seen))
    now, then = form_class(instance=row), _then(form_class, row, seen)  # type: ignore[call-arg]
    merged = dict(sent) | {SEEN: [str(row.version)]}
    for field_name in now.fields:
        if field_name not in _CARRIED:
            difference = _settle_field(now, then, field_name, merged)
            if difference:
                take = f"{prefix}{difference.take}" if difference.take else ""
                result.differences.append(replace(difference, row=name, take=take))
    return {key: values for key, values in merged.items() if not key.startswith(TAKE)}


def _settle_field(now: forms.BaseForm, then: forms.BaseForm | None, name: str, merged: Values) -> Difference | None:
    """What another changed in a field; puts theirs into `merged` where the person left the field alone."""
    keys = inputs_of(now, name)
    theirs = sent_by_field(now, name)
    mine = {key: merged.get(key, []) for key in keys}
    before = sent_by_field(then, name) if then else None
    if _equal(theirs, mine) or (before is not None and _equal(theirs, before)):
        return None
    is_mine_untouched = before is not None and _equal(mine, before)
    if is_mine_untouched:
        merged.update(theirs)
    return Difference(
        row="",
        label=capfirst(str(now.fields[name].label or name)),
        before=in_words(then, name, before) if then and before is not None else "",
        theirs=in_words(now, name, theirs),
        mine=in_words(now, name, mine),
        take="" if is_mine_untouched else TAKE + name,
    )


def _equal(one: Values, other: Values) -> bool:
    return all(same([v for v in one[key] if v], [v for v in other.get(key, []) if v]) for key in one)


def _then(form_class: type[forms.BaseForm], row: Any, seen: int) -> forms.BaseForm | None:
    """The form as it was filled at that version; None where the history does not reach back so far."""
    entry = row.history.filter(version=seen).order_by("-history_date", "-history_id").first()
    if entry is None:
        return None
    links = {
        link.name: list(getattr(entry, link.name).values_list(f"{link.m2m_reverse_field_name()}_id", flat=True))
        for link in entry._history_m2m_fields
    }
    instance: Model = entry.instance
    return form_class(instance=instance, initial=links)  # type: ignore[call-arg]


def seen_version(sent: Values) -> int:
    """The version a row was filled from; 0, older than every version, where it is not told."""
    text = (sent.get(SEEN) or [""])[0]
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def sent_for(data: QueryDict, form: forms.BaseForm) -> Values:
    """What was sent for a form without prefix: its own inputs, and the ticks that take over another's."""
    names = [key for name in form.fields for key in (*inputs_of(form, name), TAKE + name)]
    return {name: data.getlist(name) for name in names if name in data}
