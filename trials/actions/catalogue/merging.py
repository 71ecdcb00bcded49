"""What of the catalogue may be written where a person changed something: nothing of what was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trials.actions.catalogue.fields import Column, Links, Values
from trials.actions.catalogue.kinds import Kind

# The slugs, by kind, of records that a person deleted; what refers to them in the catalogue is left out.
Gone = Mapping[str, set[str]]


@dataclass(frozen=True)
class Kept:
    """A value that stays because a person changed it, and what the catalogue says instead."""

    record: str
    key: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        ours, theirs = _shown(self.key, self.ours), _shown(self.key, self.theirs)
        return f"{self.record}: {self.key} (yours {ours}, catalogue {theirs})"


def _shown(key: str, value: Any) -> str:
    if value in (None, "", []):
        return "nothing"
    if key.endswith("_age"):
        return f"{value // 12} Years" if value % 12 == 0 else f"{value} Months"
    words = "; ".join(map(_entry, value)) if isinstance(value, list) else str(value)
    return words if len(words) <= 80 else f"{words[:80]}…"


def _entry(entry: Any) -> str:
    return " ".join(str(part) for part in entry if part not in (None, "")) if isinstance(entry, list) else str(entry)


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; the order of a list says nothing."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one, key=repr) == sorted(other, key=repr)
    return bool(one == other)


def without(gone: Gone, kind: Kind, values: Values) -> Values:
    """The values without references to records that a person deleted; places at deleted sites among them."""
    left = dict(values)
    for field in kind.fields:
        if isinstance(field, Column) and field.to and left.get(field.key) in gone[field.to]:
            left[field.key] = None
        elif isinstance(field, Links) and field.key in left:
            left[field.key] = [slug for slug in left[field.key] if slug not in gone[field.to]]
    if "sites" in left:
        left["sites"] = [place for place in left["sites"] if place[0] not in gone["sites"]]
    return left


def merged(kind: Kind, base: Values, ours: Values, theirs: Values) -> Values:
    """What the register shall hold: `theirs`, but `ours` in each bond where ours is not what was loaded last.

    `base` is the record as last loaded; a key that it lacks is one that the catalogue did not have then.
    """
    fields = [field for field in kind.fields if field.key in ours]
    changed = {
        field.bond
        for field in fields
        if (not same(ours[field.key], base[field.key]) if field.key in base else ours[field.key])
    }
    return {field.key: (ours if field.bond in changed else theirs)[field.key] for field in fields}
