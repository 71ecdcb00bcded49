"""How long work tells the operator how far it is, and an import what came of it."""

from collections.abc import Iterator
from typing import TextIO

from trials.actions.ingest.running import Report
from trials.choices import Registry, RunOutcome

_WIDTH = 30


class Bar:
    """A line on a terminal that is written over and over; nothing where standard error is none."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal if terminal.isatty() else None

    def received(self, count: int) -> None:
        """Nobody knows how many will come."""
        self._write(f"{count:,} received")

    def written(self, count: int, total: int) -> None:
        """So many of all."""
        full = _WIDTH * count // total
        self._write(f"[{'#' * full}{'.' * (_WIDTH - full)}] {count:,} of {total:,} written")

    def indexed(self, count: int) -> None:
        """So many studies so far."""
        self._write(f"{count:,} studies indexed")

    def end(self) -> None:
        """Leave the line to what is told next."""
        self._write("")

    def _write(self, text: str) -> None:
        if self._terminal:
            self._terminal.write(f"\r\x1b[K{text}")
            self._terminal.flush()


def sentences(registry: Registry, report: Report, *, is_dry_run: bool) -> Iterator[str]:
    """What came of a run."""
    counts = report.counts
    yield (
        f"{registry.label}: {number_of(counts['received'], 'document')} received; {counts['new']:,} new, "
        f"{counts['changed']:,} changed, {counts['unchanged']:,} unchanged, {counts['refused']:,} not read."
    )
    if report.outcome == RunOutcome.HELD_BACK:
        yield f"Held back, nothing was written: {report.objection}"
        yield "Look at what would change with --dry-run --accept-large-change; write it with --accept-large-change."
        return
    if new := [text for name, text in _OF_NEW if counts[name] for text in [text.format(counts[name])]]:
        yield f"Of the new ones, {', '.join(new)}."
    if counts["applied"] or counts["proposed"]:
        yield f"{number_of(counts['applied'], 'change')} made, {counts['proposed']:,} proposed to a person."
    if report.objection:
        yield f"Large changes were accepted: {report.objection}"
    if is_dry_run:
        yield "This was a dry run: nothing was written."


_OF_NEW = (
    ("drafts", "{:,} became drafts"),
    ("unsure", "{:,} wait for a person to say whether they are ours"),
    ("questions", "{:,} may be a study that we have, which a person must say"),
    ("not_ours", "{:,} are not ours"),
)


def number_of(count: int, one: str, many: str = "") -> str:
    """How many of a thing: "1 document", "1,200 documents"; `many` where that is not `one` with an s."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
