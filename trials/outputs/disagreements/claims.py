"""What sources claim of a fact: each value once, with all who state it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trials.dates import PartialDate
from trials.localised import Localised
from trials.query.facts import same


@dataclass(frozen=True)
class Said:
    """Who says so, and as of when; `date` is None where nothing says when."""

    by: str
    date: PartialDate | date | None


@dataclass
class Claim:
    """A value of a fact and all who state it; `is_used` marks the one that the page shows."""

    value: Any
    words: Localised
    said: list[Said] = field(default_factory=list)
    is_used: bool = False


@dataclass(frozen=True)
class Disagreement:
    """A fact on which the sources disagree; `is_long` where the values are whole texts."""

    label: str
    claims: list[Claim]
    is_long: bool = False


def add(claims: list[Claim], value: Any, words: Localised, said: Said | None, name: str = "") -> None:
    """Add who says so to the claim of the same value of the fact `name`, or else a claim."""
    claim = next((one for one in claims if _agree(name, one.value, value)), None)
    if claim is None:
        claim = Claim(value, words)
        claims.append(claim)
    claim.said += [said] if said else []


def _agree(name: str, one: Any, other: Any) -> bool:
    """Whether two values do not contradict each other: "April 2025" holds 9 April 2025."""
    if name.endswith("_date") and one and other:
        return str(one).startswith(str(other)) or str(other).startswith(str(one))
    return same(name, one, other)
