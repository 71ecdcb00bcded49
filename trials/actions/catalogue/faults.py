"""What is wrong with the catalogue, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong; sorts by the order of the files and of the records in them."""

    position: tuple[int, int]
    file: str = field(compare=False)
    problem: str = field(compare=False)
    expected: str = field(default="", compare=False)
    record: str = field(default="", compare=False)
    key: str = field(default="", compare=False)

    def __str__(self) -> str:
        where = ": ".join(filter(None, (self.file, self.record, self.key)))
        return f"{where}: {self.problem}" + (f"; expected {self.expected}" if self.expected else "")


class CatalogueFaults(Exception):
    """The catalogue cannot be loaded, and nothing was written. `faults` are all, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))


class Broken(Enum):
    """Stands for a value that was told to be wrong."""

    VALUE = "broken"


BROKEN = Broken.VALUE


@dataclass(frozen=True)
class Teller:
    """Where the reading stands, so that a fault found there names it; and what the reading needs to know.

    `known` holds the slugs of each kind; None for a kind whose file cannot be read, which one fault is enough for.
    """

    faults: list[Fault]
    known: Mapping[str, set[str] | None]
    articles_read: str | None
    position: tuple[int, int]
    file: str
    record: str = ""
    key: str = ""

    def __call__(self, problem: str, expected: str = "") -> Broken:
        """Tell a fault here."""
        self.faults.append(Fault(self.position, self.file, problem, expected, self.record, self.key))
        return BROKEN

    def of(self, record: str) -> "Teller":
        """The same file, at the record of this name."""
        return replace(self, record=record)

    def at(self, key: str) -> "Teller":
        """The same record, at a field of it or at a part of that field."""
        return replace(self, key=self.key + key)


def shown(raw: Any) -> str:
    """A value of the catalogue as a fault names it, in at most some 60 characters."""
    if isinstance(raw, str):
        return f"“{raw[:60]}…”" if len(raw) > 60 else f"“{raw}”"
    if isinstance(raw, list | dict):
        return "a list" if isinstance(raw, list) else "an object"
    if raw is None or isinstance(raw, bool):
        return "null" if raw is None else str(raw).lower()
    return str(raw)
