"""What happens to a fact that a registry states: three values are compared, and a person's decision counts most."""

from enum import Enum
from typing import Any

from trials.choices import StudyType
from trials.text import compact, fold

_EMPTY: tuple[Any, ...] = ("", None, [])
# Words that registries lack: what they call an interventional or observational study may be one of these.
_OURS_ALONE = {StudyType.LONG_TERM_FOLLOW_UP, StudyType.EXPANDED_ACCESS}


class Verdict(Enum):
    """What becomes of a value that a registry states."""

    SAME = "same"
    APPLY = "apply"
    PROPOSE = "propose"
    LEAVE = "leave"


def is_empty(value: Any) -> bool:
    """Whether a value says nothing."""
    return value in _EMPTY


def same(field: str, ours: Any, theirs: Any) -> bool:
    """Whether two values say the same: titles and names in any writing, white space never counts."""
    if ours == theirs or (is_empty(ours) and is_empty(theirs)):
        return True
    if field == "study_type":
        return ours in _OURS_ALONE
    if isinstance(ours, str) and isinstance(theirs, str):
        if field in {"public_title", "scientific_title", "acronym", "primary_sponsor"}:
            return compact(fold(ours)) == compact(fold(theirs))
        return ours.split() == theirs.split()
    return False


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
