"""Studies as rows of a list, each with its word for the place of whoever asks."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from trials.outputs.near import near_words
from trials.outputs.rows import StudyRow, rows
from trials.outputs.unclear_ages import unclear_ages
from trials.query.card_rows import cards
from trials.query.cards import StudyCard
from trials.query.index.held import ALL_DATA, Index
from trials.query.nearest import Nearest, nearest_home
from trials.query.studies import StudyList

# So many rows are kept: some megabytes.
KEPT = 600


def listed(pks: Iterable[int], today: datetime.date, language: str) -> list[StudyRow]:
    """The studies (primary keys) as rows of a list, for whoever does not say where they are."""
    found = cards(pks).values()
    return _listed(found, nearest_home(found, today), today, language)


def _listed(
    found: Collection[StudyCard],
    nearest: Mapping[int, Nearest],
    today: datetime.date,
    language: str,
    asked: frozenset[str] = frozenset(),
) -> list[StudyRow]:
    """Each with its nearest place; diseases in `asked` stand first."""
    return [with_near(row, nearest.get(row.study.pk), today, language) for row in rows(found, language, asked)]


def listed_in(
    studies: StudyList, pks: Sequence[int], language: str, asked: frozenset[str] = frozenset()
) -> list[StudyRow]:
    """Studies of a list as its rows: the same few stand in many lists, and are made once for each state of the data."""
    near, today = studies.near, studies.today
    seen_from = (language, asked, today, near.asker.value, near.reach)

    def make(new: list[int]) -> list[StudyRow]:
        found = cards(new).values()
        return _listed(found, studies.near_in([card.places for card in found]), today, language, asked)

    return kept_rows(studies.index, pks, seen_from, make)


def kept_rows(
    index: Index, pks: Sequence[int], key: tuple[Any, ...], make: Callable[[list[int]], list[StudyRow]]
) -> list[StudyRow]:
    """The rows that `make` makes of studies, of which those made before for this state of the data and key are kept."""
    made: dict[tuple[Any, ...], StudyRow] = index.made.setdefault(((ALL_DATA,), "rows"), {})
    found = {pk: made[pk, *key] for pk in pks if (pk, *key) in made}
    if new := [pk for pk in pks if pk not in found]:
        found |= {row.study.pk: row for row in make(new)}
        made |= {(pk, *key): found[pk] for pk in new if pk in found}
        for oldest in [*made][: len(made) - KEPT] if len(made) > KEPT else ():
            made.pop(oldest, None)
    return [found[pk] for pk in pks if pk in found]


def with_near(row: StudyRow, near: Nearest | None, today: datetime.date, language: str) -> StudyRow:
    """The row with the place that answers for its study."""
    return replace(row, near=near_words(near, today, language)) if near else row


def with_unclear_ages(rows_shown: list[StudyRow]) -> list[StudyRow]:
    """The rows, with what the sources disagree on in place of an age limit; two queries."""
    unclear = unclear_ages(row.study for row in rows_shown)
    return [replace(row, age=unclear.get(row.study.pk, row.age)) for row in rows_shown]
