"""A date is held, sorted, entered and given back as exactly as its source gives it, and no more."""

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.forms import modelform_factory

from tests.factories import make_study
from trials.dates import PartialDate
from trials.models import Study

pytestmark = pytest.mark.django_db

StartForm = modelform_factory(Study, fields=["start_date"])
WRITTEN = ["2025", "2025-06", "2025-06-14", "1900", "2100-12-31", "2024-02-29"]
NO_DATE = ["2025-13", "2025-06-31", "2023-02-29", "25", "2025-6", "14.06.2025", "1899", "2101", "2025-06-14T00:00", "x"]


def held(study: Study) -> str | None:
    """What stands in the column itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT start_date FROM trials_study WHERE id = %s", [study.pk])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("written", WRITTEN)
def test_a_date_keeps_its_precision_in_the_database(written: str) -> None:
    study = make_study(start_date=PartialDate.parse(written))

    study.refresh_from_db()

    assert (held(study), study.start_date) == (written, PartialDate.parse(written))


def test_no_date_is_none() -> None:
    study = make_study(start_date=None)

    study.refresh_from_db()

    assert study.start_date is None


def test_an_empty_text_is_no_date() -> None:
    study = make_study(start_date="")

    study.refresh_from_db()

    assert study.start_date is None


@pytest.mark.parametrize("written", NO_DATE)
def test_what_is_no_date_never_reaches_the_database(written: str) -> None:
    with pytest.raises(ValidationError, match="is not a date"):
        make_study(start_date=written)


def test_dates_sort_by_time_and_unknown_ones_last_both_ways() -> None:
    for written in ["2025-06-14", None, "2025-06", "2024-12-31", "2025"]:
        make_study(f"s{written}", start_date=written and PartialDate.parse(written))

    rising = Study.objects.order_by(F("start_date").asc(nulls_last=True)).values_list("slug", flat=True)
    falling = Study.objects.order_by(F("start_date").desc(nulls_last=True)).values_list("slug", flat=True)

    assert list(rising) == ["s2024-12-31", "s2025", "s2025-06", "s2025-06-14", "sNone"]
    assert list(falling) == ["s2025-06-14", "s2025-06", "s2025", "s2024-12-31", "sNone"]


def test_dates_are_asked_for_as_they_are_written() -> None:
    make_study("early", start_date=PartialDate.parse("2024-12"))
    make_study("late", start_date=PartialDate.parse("2025-06"))

    assert Study.objects.get(start_date="2025-06").slug == "late"
    assert Study.objects.get(start_date__lt=PartialDate.parse("2025")).slug == "early"


@pytest.mark.parametrize("written", [*WRITTEN, " 2025-06 "])
def test_a_form_takes_a_date_as_exact_as_it_is(written: str) -> None:
    form = StartForm({"start_date": written}, instance=make_study())

    study = form.save()

    assert study.start_date == PartialDate.parse(written.strip())


def test_a_form_takes_no_date() -> None:
    form = StartForm({"start_date": ""}, instance=make_study(start_date=PartialDate.parse("2025")))

    study = form.save()

    assert study.start_date is None


@pytest.mark.parametrize("written", ["2025-13", "2025-06-31", "25", "2025-6", "x", "1899"])
def test_a_form_tells_how_a_date_is_written(written: str) -> None:
    form = StartForm({"start_date": written}, instance=make_study())

    assert form.errors == {"start_date": [f"“{written}” is not a date. Write 2025, 2025-06 or 2025-06-14."]}


@pytest.mark.parametrize("written", ["14. juni 2025", "2025-06-14T00:00"])
def test_a_form_refuses_a_date_that_is_too_long(written: str) -> None:
    form = StartForm({"start_date": written}, instance=make_study())

    assert list(form.errors) == ["start_date"]


@pytest.mark.parametrize("written", ["2025", "2025-06", "2025-06-14", ""])
def test_a_form_shows_the_date_as_it_is_and_sees_that_nothing_changed(written: str) -> None:
    study = make_study(start_date=written)
    study.refresh_from_db()

    shown = StartForm(instance=study)["start_date"].value()
    again = StartForm({"start_date": written}, instance=study)

    assert (shown or "", again.has_changed()) == (written, False)


def test_a_date_survives_being_written_to_a_file_and_read_back() -> None:
    study = make_study(start_date=PartialDate.parse("2025-06"))

    (again,) = serializers.deserialize("json", serializers.serialize("json", [study]))
    again.save()

    assert Study.objects.get().start_date == PartialDate.parse("2025-06")
