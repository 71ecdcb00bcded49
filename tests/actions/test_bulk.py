"""Rows written past `save()`: what is stored is what Django would have stored."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from tests.factories import make_study
from trials.actions.bulk import insert, made, new_keys, rewrite
from trials.actions.loading import loaded
from trials.choices import Cause, Registry
from trials.dates import PartialDate
from trials.models import Source, Study, StudyChange, StudyIdentifier

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 26, 3, 4, 5, 678, tzinfo=UTC)
AWKWARD = "Tab\t, new line\n, \\N, \\ and “æøå” \U0001f9ec"
STUDY: dict[str, Any] = {
    "public_title": AWKWARD,
    "recruitment_status": "RECRUITING",
    "start_date": "2026-03",
    "completion_date": PartialDate.parse("2027"),
    "sample_size": 12,
    "has_control_group": True,
    "first_published_at": AT,
}


def stored(study: Study) -> dict[str, Any]:
    found = Study.objects.get(pk=study.pk)
    fields = {field.attname: getattr(found, field.attname) for field in Study._meta.concrete_fields}
    return fields | {"id": None, "slug": None, "folded": found.folded.replace(found.slug, "")}


def test_a_row_is_stored_as_django_stores_it() -> None:
    ours, djangos = made(Study, slug="one", **STUDY), Study.objects.create(slug="two", **STUDY)

    insert([ours])

    assert stored(ours) == stored(djangos)
    assert model_to_dict(ours).keys() == model_to_dict(djangos).keys()
    assert not ours._state.adding


@pytest.mark.parametrize("value", [None, [], {"one": [1, None, AWKWARD]}, "text", 1.5, True])
def test_json_comes_back_as_it_was(value: Any) -> None:
    change = made(
        StudyChange,
        study_id=make_study("one").pk,
        field="phase",
        before=value,
        cause=Cause.REGISTRY,
        registry=Registry.CTGOV,
        at=AT,
    )

    insert([change])

    assert StudyChange.objects.get().before == value
    assert StudyChange.objects.filter(before__isnull=True).exists() is (value is None)


def test_rows_have_their_keys_in_their_order_and_the_next_one_follows() -> None:
    study = make_study("one", identifiers=[])
    rows = [StudyIdentifier(study=study, scheme="DRKS", value=f"DRKS{n}", match_key=f"DRKS{n}") for n in range(3)]

    insert(rows)
    after = StudyIdentifier.objects.create(study=study, scheme="DRKS", value="DRKS9", match_key="DRKS9")

    held = StudyIdentifier.objects.order_by("pk").values_list("pk", "value")
    assert [*held] == [(row.pk, row.value) for row in (*rows, after)]
    assert after.pk == rows[-1].pk + 1


def test_two_that_refer_to_each_other_are_stored_with_keys_given_before() -> None:
    (study_key,), (source_key,) = new_keys(Study, 1), new_keys(Source, 1)

    insert([made(Study, id=study_key, slug="one", status_source_id=source_key, **STUDY)])
    insert([made(Source, id=source_key, study_id=study_key, label="CT", kind="REGISTRY")])

    assert Study.objects.get().status_source == Source.objects.get()


def test_a_row_that_was_filled_in_before_the_row_it_refers_to_was_stored_points_at_it() -> None:
    study = made(Study, slug="one", **STUDY)
    number = StudyIdentifier(study=study, scheme="DRKS", value="DRKS1", match_key="DRKS1")

    insert([study])
    insert([number])

    assert StudyIdentifier.objects.get().study == study


def test_only_the_named_fields_of_rows_are_written_again() -> None:
    first, second = make_study("one", public_title="Old", why_stopped="Old"), make_study("two", public_title="Old")
    for study in (first, second):
        study.public_title, study.why_stopped, study.start_date = f"New {study.slug}", "New", PartialDate.parse("2026")

    rewrite([first, second], {"public_title", "start_date", "folded"})

    found = Study.objects.order_by("pk").values_list("public_title", "why_stopped", "start_date")
    assert [*found] == [("New one", "Old", PartialDate(2026)), ("New two", "", PartialDate(2026))]
    assert "new" in Study.objects.get(pk=first.pk).folded
    rewrite([first], {"why_stopped"})  # the same table once more in one transaction
    assert Study.objects.get(pk=first.pk).why_stopped == "New"


@pytest.mark.parametrize(
    "fault", [{"phase": "PHASE9"}, {"slug": "taken"}, {"minimum_age_months": 9, "maximum_age_months": 8}]
)
def test_what_may_never_be_false_is_refused(fault: dict[str, Any]) -> None:
    make_study("taken")

    with pytest.raises(IntegrityError), transaction.atomic():
        insert([made(Study, **{"slug": "one", **STUDY, **fault})])

    assert Study.objects.count() == 1


def test_rows_are_loaded_as_django_loads_them(django_assert_num_queries: Any) -> None:
    insert([made(Study, slug="one", **STUDY)])
    make_study(slug="two")
    found = Study.objects.order_by("slug")

    with django_assert_num_queries(1):
        ours = loaded(found)

    assert [model_to_dict(row) for row in ours] == [model_to_dict(row) for row in found]
    assert [(row._state.adding, row._state.db) for row in ours] == [(False, "default")] * len(ours)


def test_nothing_is_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        insert([])
        rewrite([], {"phase"})
