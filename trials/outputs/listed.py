"""Studies as rows of a list, each with its word for the place of whoever asks."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace

from trials.outputs.near import near_words
from trials.outputs.rows import StudyRow, rows, studies_for_rows
from trials.outputs.unclear_ages import unclear_ages
from trials.query.nearest import Nearest


def listed(
    pks: Iterable[int],
    nearest: Mapping[int, Nearest],
    today: datetime.date,
    language: str,
    asked: frozenset[str] = frozenset(),
) -> list[StudyRow]:
    """The studies (primary keys) as rows of a list, each with its nearest place; diseases in `asked` stand first."""
    return [
        with_near(row, nearest.get(row.study.pk), today, language)
        for row in rows(studies_for_rows(pks), language, asked)
    ]


def with_near(row: StudyRow, near: Nearest | None, today: datetime.date, language: str) -> StudyRow:
    """The row with the place that answers for its study."""
    return replace(row, near=near_words(near, today, language)) if near else row


def with_unclear_ages(rows_shown: list[StudyRow]) -> list[StudyRow]:
    """The rows, with what the sources disagree on in place of an age limit; two queries."""
    unclear = unclear_ages(row.study for row in rows_shown)
    return [replace(row, age=unclear.get(row.study.pk, row.age)) for row in rows_shown]
