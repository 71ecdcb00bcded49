"""Which letters a text must have for a pattern to be found in it, read from the pattern itself."""

from collections.abc import Iterable
from itertools import product
from re import _constants as ops, _parser as parser  # type: ignore[attr-defined] # how Python itself reads a pattern
from typing import Any

# Of one pattern; more are not worth their time.
_MOST_PIECES = 96


def needed(pattern: str) -> frozenset[str]:
    """Pieces of words of which a text holds one wherever the pattern is found in it; none where that cannot be said."""
    return _needed(parser.parse(pattern)) or frozenset()


def _needed(items: Iterable[Any]) -> frozenset[str] | None:
    """The pieces of the part of a sequence that are longest at their shortest: each of its parts must be found."""
    found: list[frozenset[str]] = []
    together = frozenset({""})
    for op, value in items:
        strings = _strings(op, value)
        if strings is not None and len(strings) * len(together) <= _MOST_PIECES:
            together = _product(together, strings)
            continue
        found += [together, _needed_inside(op, value) or frozenset()]
        together = strings or frozenset({""})
    possible = [pieces for pieces in (*found, together) if pieces and all(pieces)]
    return max(possible, key=lambda pieces: (min(map(len, pieces)), -len(pieces)), default=None)


def _needed_inside(op: Any, value: Any) -> frozenset[str] | None:
    if op is ops.SUBPATTERN:
        return _needed(value[-1])
    if op in {ops.MAX_REPEAT, ops.MIN_REPEAT} and value[0]:
        return _needed(value[-1])
    if op is ops.BRANCH:
        ways = [_needed(way) for way in value[1]]
        return frozenset().union(*[way for way in ways if way]) if all(ways) else None
    return None


def _strings(op: Any, value: Any) -> frozenset[str] | None:
    """All that a part of a pattern can be, where that is few strings of letters and digits; None where it is not."""
    if op in {ops.AT, ops.ASSERT, ops.ASSERT_NOT}:
        return frozenset({""})
    if op is ops.LITERAL:
        return frozenset({chr(value)}) if chr(value).isalnum() else None
    if op is ops.IN:
        return _few(_strings_of_set(one, arg) for one, arg in value)
    if op is ops.BRANCH:
        return _few(_strings_of_all(way) for way in value[1])
    if op is ops.SUBPATTERN:
        return _strings_of_all(value[-1])
    if op is ops.MAX_REPEAT and (value[0], value[1]) == (0, 1):
        return _few((frozenset({""}), _strings_of_all(value[2])))
    return None


def _strings_of_set(op: Any, value: Any) -> frozenset[str] | None:
    if op is ops.RANGE and value[1] - value[0] < _MOST_PIECES:
        return frozenset(map(chr, range(value[0], value[1] + 1)))
    return _strings(op, value) if op is ops.LITERAL else None


def _strings_of_all(items: Iterable[Any]) -> frozenset[str] | None:
    strings = frozenset({""})
    for op, value in items:
        more = _strings(op, value)
        if more is None or len(more) * len(strings) > _MOST_PIECES:
            return None
        strings = _product(strings, more)
    return strings


def _few(ways: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    strings: frozenset[str] = frozenset()
    for way in ways:
        if way is None:
            return None
        strings |= way
    return strings if len(strings) <= _MOST_PIECES else None


def _product(heads: frozenset[str], tails: frozenset[str]) -> frozenset[str]:
    return frozenset(head + tail for head, tail in product(heads, tails))
