"""Files of the list are made from plain values, and say byte for byte what model objects would."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.outputs.by_objects import csv_lines
from trials.models import Study
from trials.outputs.columns import NearCells, NearColumns
from trials.outputs.tabular import csv_text, in_batches, table
from trials.query.card_rows import cards
from trials.query.nearest import nearest_home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

TODAY = date(2026, 11, 26)


def every_study() -> list[int]:
    return [*Study.objects.order_by("public_title", "pk").values_list("pk", flat=True)]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_file_of_the_catalogue_is_that_made_from_model_objects(language: str):
    pks = every_study()
    near = nearest_home(cards(pks).values(), TODAY)
    held = {pk: NearCells(one, TODAY, language) for pk, one in near.items()}

    made = csv_text(
        table(in_batches(pks), lambda study: study.slug, near=NearColumns(lambda _pks: near, TODAY, language))
    )

    assert "".join(made) == "".join(csv_lines(pks, lambda study: study.slug, near_of=held.__getitem__))


def test_studies_come_in_the_order_of_any_batches():
    pks = every_study()
    batches = iter([pks[7:9], [], pks[:3], pks[3:4]])

    rows = [*table(batches, lambda study: study.slug)]

    slugs = dict(Study.objects.values_list("pk", "slug"))
    assert [row[0] for row in rows] == ["slug", *(slugs[pk] for pk in (*pks[7:9], *pks[:4]))]


def test_a_batch_is_fetched_when_its_rows_are_asked_for():
    first, second = every_study()[:2]
    asked = []

    def batches() -> Iterator[list[int]]:
        for pk in (first, second):
            asked.append(pk)
            yield [pk]

    rows = table(batches(), lambda study: study.slug)

    next(rows), next(rows)
    assert asked == [first]


def test_a_study_that_goes_while_the_file_is_sent_is_left_out():
    pks = every_study()[:2]

    rows = [*table([[pks[0], 0, pks[1]]], lambda study: study.slug)]

    assert len(rows) == 3


def test_a_batch_of_many_costs_as_many_queries_as_one_of_one():
    def queries(pks: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len([*table([pks], lambda study: study.slug)]) == len(pks) + 1
        return len(captured)

    assert queries(every_study()[:300]) == queries(every_study()[:1])
