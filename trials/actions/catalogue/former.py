"""The catalogue's records as they read once what was merged in the register is one."""

from collections.abc import Mapping
from typing import Any

from trials.actions.catalogue.fields import Column, Links, Values
from trials.actions.catalogue.kinds import Kind

# Slugs of what was merged away, by kind, and the slug of what each was merged into.
Former = Mapping[str, Mapping[str, str]]


def led_on(former: Former, kind: Kind, values: Values) -> Values:
    """The values with what was merged named by what it was merged into, each once; a place of two sites is one."""
    left = dict(values)
    for field in kind.fields:
        if isinstance(field, Column) and field.to and field.key in left:
            left[field.key] = former[field.to].get(left[field.key], left[field.key])
        elif isinstance(field, Links) and field.key in left:
            left[field.key] = list(dict.fromkeys(former[field.to].get(slug, slug) for slug in left[field.key]))
    if "sites" in left:
        left["sites"] = _places(former["sites"], left["sites"])
    if "collaborators" in left and left != values:
        # As merging does: a sponsor does not collaborate with itself.
        left["collaborators"] = [slug for slug in left["collaborators"] if slug != left.get("primary_sponsor")]
    return left


def _places(former: Mapping[str, str], places: list[list[Any]]) -> list[list[Any]]:
    """The places of a study; of two at one site, what the site's own record says, filled from the other's."""
    found: dict[str, list[Any]] = {}
    for slug, *status in sorted(places, key=lambda place: place[0] in former):
        here = former.get(slug, slug)
        known = found.get(here)
        if known is None or not known[1]:
            found[here] = [here, *status]
        elif known[1] == status[0] and not known[2]:
            known[2] = status[1]
    return list(found.values())
