"""Questions that are put together once answer as Django's own do."""

from typing import Any

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_site, make_study
from trials.models import Posting, Study, StudySite
from trials.query.dataset import dataset_versions
from trials.query.prepared import Prepared, PreparedRanges

pytestmark = pytest.mark.django_db

COLUMNS = ("pk", "start_date", "first_published_at", "has_control_group", "primary_sponsor__name")
STUDIES = Prepared(lambda: Study.objects.published().order_by("-pk"), "pk", *COLUMNS)
NORWEGIAN = Prepared(
    lambda: StudySite.objects.filter(site__country="NO").order_by("pk"), "study__pk", "study_id", "site__aliases"
)


def rows(keys: list[int]) -> list[list[object]]:
    asked = Study.objects.published().filter(pk__in=keys).order_by("-pk")
    return [list(row) for row in asked.values_list(*COLUMNS)]


def test_values_are_those_of_django_in_the_order_of_the_queryset():
    keys = [make_study(start_date=start).pk for start in ("2025", "2025-06", None)]
    draft = make_study(publication_state="DRAFT").pk

    assert STUDIES([*keys, draft]) == rows(keys)
    assert STUDIES(keys[:1]) == rows(keys[:1])


def test_a_range_asks_for_its_ends():
    keys = [make_study().pk for _ in range(3)]

    assert STUDIES(range(keys[0], keys[1] + 1)) == rows(keys[:2])


def test_conditions_of_the_queryset_hold_beside_the_keys():
    study = make_study(
        countries=["NO", "SE"], sites=[make_site(country="NO", aliases=["UNN"]), make_site(country="SE")]
    )

    assert NORWEGIAN([study.pk]) == [[study.pk, ["UNN"]]]


def test_one_query_for_any_keys_and_none_for_none(django_assert_num_queries: DjangoAssertNumQueries):
    keys = [make_study().pk for _ in range(3)]
    with django_assert_num_queries(1):
        STUDIES(keys)
    with django_assert_num_queries(0):
        assert STUDIES([]) == []


RANGES = PreparedRanges(lambda: Posting.objects.filter(kind="word"), "key", "key", "studies")


def test_rows_in_any_of_some_ranges_of_bytes_are_one_query(django_assert_num_queries: DjangoAssertNumQueries):
    for kind, key in (("word", b"a"), ("word", b"b"), ("word", b"c"), ("word", b"d"), ("phase", b"a")):
        Posting.objects.create(kind=kind, key=key, studies=b"", size=0, version=1)

    def keys(*ranges: tuple[bytes, bytes]) -> list[bytes]:
        return sorted(bytes(key) for key, _studies in RANGES(ranges))

    with django_assert_num_queries(2):
        assert keys((b"a", b"b"), (b"c", b"d")) == [b"a", b"c"]
        assert keys((b"b", b"e")) == [b"b", b"c", b"d"]
    with django_assert_num_queries(0):
        assert keys() == []


POSTINGS = Prepared(Posting.objects.all, "pk", "pk", "kind", "key", "studies", "size")


def test_bytes_come_as_they_are_however_often_they_are_asked_for():
    held = bytes(range(256))
    pk = Posting.objects.create(kind="word", key=b"lupus\0title", studies=held, size=7, version=1).pk

    for _time in range(8):
        ((key, kind, word, studies, size),) = POSTINGS([pk])
        assert (key, kind, bytes(word), bytes(studies), size) == (pk, "word", b"lupus\0title", held, 7)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is no server that could go away")
@pytest.mark.django_db(transaction=True)
def test_a_server_that_was_started_anew_is_asked_again():
    before = dataset_versions()
    wrapper: Any = connection
    held = wrapper.connection
    with psycopg.connect(held.info.dsn, autocommit=True) as another:
        another.execute("SELECT pg_terminate_backend(%s)", [held.info.backend_pid])
    # As when a request begins.
    wrapper.health_check_enabled, wrapper.health_check_done = True, False

    assert dataset_versions() == before
    assert wrapper.connection is not held
