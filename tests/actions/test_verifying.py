"""A confirmation stamps a study site with one write, and outlives what registries say later."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.factories import make_person, make_site, make_source, make_study, make_study_site, make_whole_entry
from trials.actions.ingest.held import held
from trials.actions.verifying import CHANGED, STILL_RIGHT, Gone, Overtaken, Said, verify
from trials.choices import Cause
from trials.dates import PartialDate
from trials.models import DecidedField, StudyChange, StudySite

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)
BY_PHONE = {"method": "PHONE", "role": "STUDY_NURSE"}


def a_site(study: dict[str, Any] | None = None, **fields: Any) -> StudySite:
    return make_study_site(make_study(first_published_at=NOON, **(study or {})), make_site(), **fields)


def confirm(here: StudySite, reason: str = "", **values: Any) -> StudySite:
    by = make_person(is_staff=True)
    return verify(here.pk, Said(**BY_PHONE, values=values, reason=reason), seen=here.version, by=by, at=NOON)


def last_of(here: StudySite) -> Any:
    return StudySite.history.filter(id=here.pk).latest("history_id")


def test_what_is_still_right_is_stamped_with_who_when_and_how() -> None:
    here = a_site()

    confirmed = confirm(here)

    stamp = (confirmed.verified_at, confirmed.verification_method, confirmed.verified_role, confirmed.version)
    assert stamp == (NOON, "PHONE", "STUDY_NURSE", 2)
    kept = last_of(here)
    assert (kept.history_user, kept.history_date, kept.history_change_reason) == (
        confirmed.verified_by,
        NOON,
        STILL_RIGHT,
    )
    assert (confirmed.status, str(confirmed.status_as_of)) == (here.status, "2026-08-22")
    assert not StudyChange.objects.exists()


def test_what_is_confirmed_is_decided_by_the_person() -> None:
    here = a_site()

    confirmed = confirm(here)

    decided = DecidedField.objects.get()
    assert (decided.study, decided.site, decided.field, decided.by) == (
        here.study,
        here.site,
        "site_status",
        confirmed.verified_by,
    )
    assert held([here.study_id])[here.study_id].is_decided(decided.key)


def test_a_new_status_is_of_the_day_no_registrys_any_more_and_told_to_the_public() -> None:
    here = a_site()
    StudySite.objects.update(status_source=make_source(study=here.study))
    make_whole_entry(here.study)

    changed = confirm(here, status="ACTIVE_NOT_RECRUITING", reason="The study nurse says that it is full")

    assert (changed.status, changed.status_as_of, changed.status_source) == (
        "ACTIVE_NOT_RECRUITING",
        PartialDate.parse("2026-11-26"),
        None,
    )
    told = StudyChange.objects.get()
    assert (told.field, told.before, told.after, told.cause) == (
        "site_status",
        "RECRUITING",
        "ACTIVE_NOT_RECRUITING",
        Cause.PERSON,
    )
    assert last_of(here).history_change_reason == "The study nurse says that it is full"


def test_a_change_without_a_reason_is_called_one() -> None:
    here = a_site()

    confirm(here, reply_days=5)

    assert last_of(here).history_change_reason == CHANGED


def test_who_comes_second_is_told_who_was_first_and_writes_nothing() -> None:
    here = a_site()
    first = confirm(here)

    with pytest.raises(Overtaken) as refusal:
        confirm(here, status="COMPLETED")

    assert (refusal.value.who, refusal.value.at) == (first.verified_by, NOON)
    here.refresh_from_db()
    assert (here.status, here.version) == ("RECRUITING", 2)


def test_a_row_that_is_gone_is_said_to_be() -> None:
    here = a_site()
    seen = StudySite.objects.get(pk=here.pk)
    here.delete()

    with pytest.raises(Gone):
        confirm(seen)


@pytest.mark.parametrize(
    ("study", "site", "values", "field"),
    [
        ({}, {}, {"status": "SUSPENDED"}, "__all__"),
        ({"recruitment_status": "COMPLETED"}, {"status": "COMPLETED"}, {"status": "RECRUITING"}, "status"),
        ({}, {"status": ""}, {}, "status"),
        ({}, {}, {"status": "OPEN"}, "status"),
    ],
)
def test_what_the_register_forbids_is_refused_whole(
    study: dict[str, Any], site: dict[str, Any], values: dict[str, Any], field: str
) -> None:
    here = a_site(study, **site)

    with pytest.raises(ValidationError) as refusal:
        confirm(here, **values)

    assert [*refusal.value.message_dict] == [field]
    here.refresh_from_db()
    assert (here.version, here.verified_at) == (1, None)
    assert not DecidedField.objects.exists()


def test_nothing_but_what_a_confirmation_is_about_can_be_changed() -> None:
    with pytest.raises(KeyError):
        confirm(a_site(), study_id=1)
