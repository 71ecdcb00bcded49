"""What happens to a fact that a registry states: three values are compared, and a person's decision counts most."""

from enum import Enum
from typing import Any

from trials.query.facts import is_empty, same


class Verdict(Enum):
    """What becomes of a value that a registry states."""

    SAME = "same"
    APPLY = "apply"
    PROPOSE = "propose"
    LEAVE = "leave"


def verdict(field: str, *, before: Any, ours: Any, theirs: Any, is_decided: bool) -> Verdict:
    """What becomes of `theirs`.

    `before` is what the registry said when we last read it, empty where we never did. What we hold and the registry
    did not say then, a person wrote: it stays, and the difference is theirs to decide. So does a value that the
    registry no longer states.
    """
    if same(field, ours, theirs):
        return Verdict.SAME
    if same(field, before, theirs):
        return Verdict.LEAVE
    if is_empty(theirs) or is_decided:
        return Verdict.PROPOSE
    return Verdict.APPLY if is_empty(ours) or same(field, ours, before) else Verdict.PROPOSE
