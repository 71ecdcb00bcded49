"""Lists of half a million rows: what is asked first is read from an index in its order, and nothing is sorted."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import RequestFactory

from trials.models import RegistryRecord, Site, Sponsor, Study, StudySite

pytestmark = pytest.mark.django_db

QUESTIONS: list[tuple[type[Model], dict[str, str]]] = [
    (Study, {}),
    (Study, {"publication_state__exact": "IN_REVIEW"}),
    (Study, {"recruitment_status__exact": "RECRUITING"}),
    (Study, {"classification__exact": "CURATED"}),
    *((Study, {"o": column}) for column in ("1", "-1", "4", "-4")),
    (StudySite, {}),
    *((StudySite, {"o": column}) for column in ("5", "-5", "6", "-6")),
    (Site, {}),
    (Sponsor, {}),
    (RegistryRecord, {}),
    (RegistryRecord, {"unread": "yes"}),
    *((RegistryRecord, {"o": column}) for column in ("2", "-2")),
]


def plan_of(model: type[Model], question: dict[str, str]) -> str:
    """How the database finds the rows of a page, where it may neither sort nor read a whole table if it can help it."""
    request = RequestFactory().get("/", question)
    request.user = User(is_superuser=True, is_staff=True)
    model_admin: Any = admin.site._registry[model]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    changes = model_admin.get_changelist_instance(request)
    plan: str = changes.paginator._keys()[:100].explain()
    return plan


@pytest.mark.parametrize(("model", "question"), QUESTIONS, ids=str)
def test_the_rows_of_a_list_are_found_in_its_order(model: type[Model], question: dict[str, str]) -> None:
    plan = plan_of(model, question)

    # The few rows of one study may be sorted among themselves.
    assert not re.search(r"TEMP B-TREE|(?<!Incremental )Sort  ", plan)


def test_documents_that_could_not_be_read_are_found_among_these_alone() -> None:
    assert "records_not_read" in plan_of(RegistryRecord, {"unread": "yes"})
