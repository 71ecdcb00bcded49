"""The catalogue that comes with the program, loaded for real."""

from time import perf_counter

import pytest
from django.db import connection
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext

from tests.catalogue_builder import NOW
from tests.conftest import STARTER_CATALOGUE
from trials.actions.load_catalogue import load_catalogue
from trials.choices import RecruitmentStatus
from trials.models import (
    GlossaryTerm,
    Indication,
    Product,
    Publication,
    Site,
    Source,
    Sponsor,
    Study,
    StudySite,
    Target,
)
from trials.models.study_site import ENDED
from trials.query.completeness import Fact, facts_missing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def test_every_record_is_there() -> None:
    models = (Indication, Target, Product, Sponsor, Site, Study, Publication, GlossaryTerm)
    assert [model.objects.count() for model in models] == [73, 13, 208, 153, 590, 356, 42, 34]


def test_statuses_are_as_the_catalogue_counts_them() -> None:
    counted = Study.objects.values_list("recruitment_status").annotate(Count("pk"))
    assert dict(counted) == {
        "RECRUITING": 184,
        "NOT_YET_RECRUITING": 69,
        "UNKNOWN": 38,
        "ACTIVE_NOT_RECRUITING": 25,
        "WITHDRAWN": 19,
        "ENROLLING_BY_INVITATION": 6,
        "COMPLETED": 5,
        "SUSPENDED": 5,
        "TERMINATED": 3,
        "ANNOUNCED": 2,
    }


def test_three_studies_are_in_norway() -> None:
    assert sorted(Study.objects.published().filter(countries__country="NO").values_list("slug", flat=True)) == [
        "nct06581198",
        "ous-investigator-initiated-local-car-t",
        "ous-planned-anca-vasculitis",
    ]


def test_what_publication_asks_for_and_the_sources_do_not_state() -> None:
    missing = {fact: len(studies) for fact, studies in facts_missing().items()}
    assert missing == {
        Fact.IDENTIFIER: 0,
        Fact.INDICATION: 1,
        Fact.SPONSOR: 12,
        Fact.PRODUCT: 12,
        Fact.COUNTRY: 43,
        Fact.SOURCE: 0,
    }


def test_the_source_of_a_status_is_known_wherever_it_is_certain() -> None:
    unnamed = Study.objects.filter(status_source=None).prefetch_related("sources")
    assert len(unnamed) == 25
    assert all(study.sources.count() > 1 for study in unnamed)
    dated = Study.objects.exclude(status_source=None).exclude(status_as_of=None)
    assert not dated.exclude(status_source__as_of=F("status_as_of")).exists()
    assert not Study.objects.exclude(status_source__study=F("pk")).exclude(status_source=None).exists()


def test_every_status_at_a_site_has_source_and_date() -> None:
    stated = StudySite.objects.exclude(status="")
    assert stated.count() == 750
    assert not stated.filter(Q(status_source=None) | Q(status_as_of=None)).exists()
    assert not StudySite.objects.filter(status="").exclude(status_source=None, status_as_of=None).exists()


def test_nobody_recruits_in_a_study_that_has_ended() -> None:
    recruiting = StudySite.objects.filter(status=RecruitmentStatus.RECRUITING)
    assert not recruiting.filter(study__recruitment_status__in=ENDED).exists()


def test_every_source_says_when() -> None:
    assert Source.objects.count() == 1401
    assert not Source.objects.filter(as_of=None, read_date=None).exists()


def test_undisclosed_hospitals_are_marked() -> None:
    assert Site.objects.filter(is_undisclosed=True).count() == 214


def test_a_second_load_writes_nothing_and_is_quick() -> None:
    started = perf_counter()
    with CaptureQueriesContext(connection) as queries:
        load_catalogue(STARTER_CATALOGUE, at=NOW, report=lambda line: None)
    assert perf_counter() - started < 10
    statements = [query["sql"] for query in queries.captured_queries]
    assert [sql for sql in statements if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    assert len(statements) < 60
