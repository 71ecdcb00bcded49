"""What a person reads of a history: entries, what became of each thing in them, and each change."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from trials.outputs.history.wording import Segment

Event = Literal["added", "removed", "changed", "first_kept", "moved_here", "brought_back"]


@dataclass(frozen=True)
class Restorable:
    """What names a restoration: the model, two versions in its history, and the field ("part" for a whole part)."""

    model: str
    former: int
    changed: int
    field: str


@dataclass(frozen=True)
class Change:
    """A field that changed: its two values in words, what a list gained and lost, or a text as compared."""

    label: str
    before: str = ""
    after: str = ""
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    restorable: Restorable | None = None


@dataclass(frozen=True)
class Thing:
    """What an entry says of the record itself (`kind` empty) or a part, with its values where it is new."""

    event: Event
    kind: str
    name: str
    values: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    restorable: Restorable | None = None


@dataclass(frozen=True)
class Entry:
    """What one person did at one time for one reason; `number` tells it from the others of a page."""

    number: int
    who: str
    at: datetime
    when: str
    reason: str
    things: list[Thing]
