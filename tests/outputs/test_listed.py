"""Rows of studies, kept for each state of the data."""

import pytest

from tests.factories import make_study
from trials.outputs import listed
from trials.outputs.listed import kept_rows
from trials.outputs.rows import StudyRow, rows
from trials.query.card_rows import cards
from trials.query.index.held import Index

pytestmark = pytest.mark.django_db


class Maker:
    """Makes rows, and remembers of what."""

    def __init__(self) -> None:
        self.made: list[list[int]] = []

    def __call__(self, pks: list[int]) -> list[StudyRow]:
        self.made.append(pks)
        return rows(cards(pks).values(), "nb")


def test_a_row_is_made_once_for_a_key_and_rows_come_in_the_order_asked_for():
    one, two, three = (make_study(slug).pk for slug in ("one", "two", "three"))
    index, make = Index(1), Maker()
    kept_rows(index, [one, two], ("nb",), make)

    found = kept_rows(index, [three, one], ("nb",), make)

    assert make.made == [[one, two], [three]]
    assert [row.study.pk for row in found] == [three, one]


def test_another_key_and_another_state_have_rows_of_their_own():
    pk = make_study().pk
    index, make = Index(1), Maker()

    for state, key in ((index, "nb"), (index, "en"), (Index(2), "nb")):
        kept_rows(state, [pk], (key,), make)

    assert make.made == [[pk]] * 3


def test_the_oldest_rows_go_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listed, "KEPT", 1)
    one, two = (make_study(slug).pk for slug in ("one", "two"))
    index, make = Index(1), Maker()

    for pk in (one, two, two, one):
        kept_rows(index, [pk], ("nb",), make)

    assert make.made == [[one], [two], [one]]
