"""One row of two: what the one leaves open is taken from the other, and where they disagree it is said."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from trials.models import Product, Site, Sponsor, StudySite
from trials.text import fold

# What every row has, whoever it belongs to.
OWN = {"id", "version", "changed_at", "folded"}
BLANK: tuple[Any, ...] = (None, "", [])

NAMES: dict[type, tuple[str, ...]] = {
    Sponsor: ("name",),
    Product: ("name",),
    Site: ("name_nb", "name_en"),
}
# Values that mean something only together; the first says whether there are any.
TOGETHER: dict[type, tuple[tuple[str, ...], ...]] = {
    Site: (("latitude", "longitude", "coordinates_from"),),
    StudySite: (
        ("status", "status_as_of", "status_source_id", "pause_reason"),
        ("verified_at", "verified_by_id", "verification_method", "verified_role"),
    ),
}


@dataclass(frozen=True)
class Disagreement:
    """Two rows for one place of a study, and the names of the fields in which both say something, and not the same."""

    kept: Any
    other: Any
    fields: tuple[str, ...]


def take_over(keep: Any, gone: Any) -> None:
    """Give a thing what another, the same in truth, knows beyond it; its own values stay. Nothing is saved.

    The other's names become aliases, each once however it is written.
    """
    model = type(keep)
    for group in _groups(model, apart={"slug", "aliases", "name", "name_en", "is_undisclosed"}):
        if getattr(keep, group[0]) in BLANK and not _is_placeholder(gone, group):
            for attname in group:
                setattr(keep, attname, getattr(gone, attname))
    known = {fold(name) for name in [*_names(keep), *keep.aliases]}
    for name in [*_names(gone), *gone.aliases]:
        if fold(name) not in known:
            known.add(fold(name))
            keep.aliases = [*keep.aliases, name]


def fill(kept: Any, other: Any, *, by: str) -> Disagreement | None:
    """Give a row of two, which are one from now on, what it lacks and the other has; nothing is saved.

    `by` is the column that made them two. None when they agree; the row is not to be saved otherwise.
    """
    model = type(kept)
    faults = [fault for group in _groups(model, apart={by}) for fault in _fill_group(kept, other, group)]
    if not faults:
        faults = _broken_rules(kept)
    labels = [str(model._meta.get_field(name).verbose_name) for name in faults if name]
    return Disagreement(kept, other, tuple(dict.fromkeys(labels))) if faults else None


def _fill_group(kept: Any, other: Any, group: tuple[str, ...]) -> list[str]:
    ours, theirs = ([getattr(row, name) for name in group] for row in (kept, other))
    if all(value in BLANK for value in ours):
        faults = []
    elif all(value in BLANK for value in theirs):
        return []
    else:
        faults = [
            name
            for place, (name, mine, their) in enumerate(zip(group, ours, theirs, strict=True))
            # What a group begins with says what the rest of it means.
            if mine != their and (place == 0 < len(group) - 1 or (mine not in BLANK and their not in BLANK))
        ]
    for name, mine, their in zip(group, ours, theirs, strict=True):
        if not faults and mine in BLANK:
            setattr(kept, name, their)
    return [_field_name(type(kept), name) for name in faults]


def _broken_rules(row: Any) -> list[str]:
    """The first fields of the groups, where what was put together breaks a rule that each row kept by itself."""
    try:
        row.validate_constraints()
    except ValidationError:
        return [_field_name(type(row), group[0]) for group in TOGETHER.get(type(row), ())]
    return []


def _groups(model: type[Any], apart: set[str]) -> list[tuple[str, ...]]:
    bound = TOGETHER.get(model, ())
    alone = [field.attname for field in model._meta.concrete_fields if field.name not in OWN]
    taken = {name for group in bound for name in group} | apart
    return [*bound, *((attname,) for attname in alone if attname not in taken)]


def _field_name(model: type[Any], attname: str) -> str:
    return str(next(field.name for field in model._meta.concrete_fields if field.attname == attname))


def _names(thing: Any) -> list[str]:
    """What the thing is called; nothing where a registry names no hospital."""
    names = () if getattr(thing, "is_undisclosed", False) else NAMES[type(thing)]
    return [name for name in (getattr(thing, field) for field in names) if name]


def _is_placeholder(gone: Any, group: tuple[str, ...]) -> bool:
    return group == ("name_nb",) and not _names(gone)
