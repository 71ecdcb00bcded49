"""A change of what the public sees tells the index once, last in its transaction; nothing changed, nothing told."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import make_publication, make_site, make_study
from trials.actions.indexing import changed
from trials.actions.public_change import public_change, touch
from trials.models import Sponsor, Study
from trials.query.dataset import dataset_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """The studies of each time that the index was told."""
    calls: list[set[int]] = []

    def tell(studies: set[int], things: list[Any], *, is_named: bool) -> int:
        calls.append({*studies})
        return changed(studies, things, is_named=is_named)

    monkeypatch.setattr("trials.actions.public_change.changed", tell)
    return calls


def test_the_index_is_told_once_of_all_that_was_touched(told: list[set[int]]) -> None:
    one, other, third = make_study(), make_study(), make_study()

    with public_change(besides=[third.pk]):
        touch([one])
        with public_change():
            touch([other])

    assert told == [{one.pk, other.pk, third.pk}]


def test_nothing_is_told_where_nothing_was_touched(told: list[set[int]]) -> None:
    before = dataset_version()

    with public_change(besides=[make_study().pk]):
        touch([])

    assert (told, dataset_version()) == ([], before)


def test_what_no_study_is_found_by_raises_the_version_all_the_same(told: list[set[int]]) -> None:
    before = dataset_version()

    with public_change():
        touch([make_publication()])

    assert (told, dataset_version()) == ([set()], before + 1)


def test_a_change_that_fails_is_not_told(told: list[set[int]]) -> None:
    @public_change()
    def fail() -> None:
        touch([make_study()])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert told == []


def test_a_study_that_is_deleted_is_told_of(told: list[set[int]]) -> None:
    study, pk = (made := make_study(sources=0)), made.pk

    with public_change():
        touch([study])
        Study.objects.filter(pk=pk).delete()

    assert told == [{pk}]


def test_nothing_is_locked_and_nothing_written_after_the_dataset() -> None:
    study = make_study(sites=[make_site()])

    with CaptureQueriesContext(connection) as sent, public_change():
        touch([study])
        Sponsor.objects.update(country="NO")

    tables = [found[1] for query in sent if (found := re.match(r'(?:UPDATE|INSERT INTO) "(\w+)"', query["sql"]))]
    assert tables.index("trials_sponsor") < tables.index("trials_dataset")


def test_outside_of_a_change_nothing_can_be_touched() -> None:
    with pytest.raises(RuntimeError, match="public_change"):
        touch([make_study()])


def test_a_change_within_another_transaction_is_refused() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError), public_change():
        pass


def test_a_decorated_function_is_one_change_each_time(told: list[set[int]]) -> None:
    study = make_study()

    @public_change()
    def write(*, inner: Any = None) -> None:
        touch([study])
        if inner:
            inner()

    write(inner=write)
    write()

    assert told == [{study.pk}, {study.pk}]
