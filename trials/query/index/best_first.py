"""Studies in order of how well they fit several words, without looking at more of them than are asked for."""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import islice

from pyroaring import BitMap

from trials.query.index.word_hits import Level


def best_first(words: Sequence[Sequence[Level]]) -> Iterator[Level]:
    """The studies that have a level of every word, by the sum of their scores: the highest first, equal ones together.

    The levels of a word come best first and share no study.
    """
    if not words:
        return iter(())
    sums = iter(words[0])
    for levels in words[1:]:
        sums = _sums(sums, levels)
    return sums


def _sums(sums: Iterator[Level], levels: Sequence[Level]) -> Iterator[Level]:
    """A further word added. Of the earlier ones no more is drawn than the next best sum needs."""
    drawn = list(islice(sums, 1))
    waiting = [(-drawn[0].score - level.score, 0, at) for at, level in enumerate(levels)] if drawn else []
    while waiting:
        total = waiting[0][0]
        parts = []
        while waiting and waiting[0][0] == total:
            _total, place, at = heappop(waiting)
            parts.append(drawn[place].studies & levels[at].studies)
            if place + 1 == len(drawn):
                drawn += islice(sums, 1)
            if place + 1 < len(drawn):
                heappush(waiting, (-drawn[place + 1].score - levels[at].score, place + 1, at))
        if studies := BitMap.union(*parts):
            yield Level(-total, studies)
