"""Two versions of a text beside each other, with what differs marked word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import ngettext

_WORD = re.compile(r"\s*\S+\s*?(?=\s|$)|\s+")
# Lines that are alike and stand between two that are not: as many are shown on either side.
CONTEXT = 1


@dataclass(frozen=True)
class Piece:
    """A part of a text: `mark` is "ins" for what only this text has, "del" for what only the other has, else empty.

    A piece that is `left_out` says how many lines are not shown, since both texts have them.
    """

    text: str
    mark: str = ""
    left_out: bool = False


Pieces = list[Piece]


def side_by_side(theirs: str, ours: str) -> tuple[Pieces, Pieces]:
    """Theirs with what is new in it, ours with what is gone from it; long runs of lines that both have are left out."""
    new, old = theirs.strip().splitlines(), ours.strip().splitlines()
    mine: Pieces = []
    their: Pieces = []
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (kind, start, end, to_start, to_end) in enumerate(blocks):
        if kind == "equal":
            alike = list(_shortened(old[start:end], place == 0, place == len(blocks) - 1))
            mine += alike
            their += alike
            continue
        added, gone = _words("\n".join(new[to_start:to_end]), "\n".join(old[start:end]))
        their += [*added, Piece("\n")] if added else []
        mine += [*gone, Piece("\n")] if gone else []
    return their, mine


def _shortened(lines: list[str], is_first: bool, is_last: bool) -> Iterator[Piece]:
    head, tail = (0 if is_first else CONTEXT), (0 if is_last else CONTEXT)
    hidden = len(lines) - head - tail
    if hidden <= 2:
        yield Piece("\n".join(lines) + "\n")
        return
    if head:
        yield Piece("\n".join(lines[:head]) + "\n")
    told = ngettext("%(number)d line is the same", "%(number)d lines are the same", hidden) % {"number": hidden}
    yield Piece(told, left_out=True)
    if tail:
        yield Piece("\n".join(lines[-tail:]) + "\n")


def _words(new: str, old: str) -> tuple[Pieces, Pieces]:
    theirs, ours = _WORD.findall(new), _WORD.findall(old)
    their: Pieces = []
    mine: Pieces = []
    for kind, start, end, to_start, to_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        added, gone = "".join(theirs[to_start:to_end]), "".join(ours[start:end])
        if added:
            their.append(Piece(added, "" if kind == "equal" else "ins"))
        if gone:
            mine.append(Piece(gone, "" if kind == "equal" else "del"))
    return their, mine
