"""A coordinator edits the study sites of their hospitals: by address, in the list, in history, and no further."""

from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.accounts import browser_of
from tests.admin.desk import get, page_of, send
from tests.factories import make_person, make_site, make_study, make_study_site
from tests.html import parse, text
from tests.site.admin_forms import fields_of
from trials.models import Contact, Site, SiteCoordinator, StudySite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LIST = "/admin/trials/studysite/"


class Register(NamedTuple):
    """A study at two hospitals, each with a coordinator."""

    oslo: StudySite
    bergen: StudySite
    kari: User
    client: Client


def coordinator(name: str, *sites: Site) -> User:
    person = make_person(name, "coordinator")
    for site in sites:
        SiteCoordinator.objects.create(site=site, user=person)
    return person


@pytest.fixture
def register() -> Register:
    study = make_study()
    oslo, bergen = make_study_site(study, make_site("oslo")), make_study_site(study, make_site("bergen"))
    for here in (oslo, bergen):
        Contact.objects.create(study_site=here, role="STUDY_NURSE", phone="22 11 22 33", is_public=True)
    kari = coordinator("kari", oslo.site)
    return Register(oslo, bergen, kari, browser_of(kari))


def test_a_coordinator_writes_status_notes_and_contacts_of_their_own_site(register: Register) -> None:
    answer = send(
        register.client,
        register.oslo,
        status="SUSPENDED",
        pause_reason="No beds",
        note_nb="Ring før kl. 15",
        **{"contacts-0-phone": "23 07 00 00"},
    )

    register.oslo.refresh_from_db()
    assert answer.status_code == 302
    assert (register.oslo.status, register.oslo.note_nb) == ("SUSPENDED", "Ring før kl. 15")
    assert register.oslo.contacts.get().phone == "23 07 00 00"
    assert register.oslo.history.first().history_user == register.kari


def test_which_study_it_is_and_where_stays_whatever_is_sent(register: Register) -> None:
    page = get(register.client, page_of(StudySite, "change", register.oslo.pk))
    other = make_study()

    send(register.client, register.oslo, study=str(other.pk), site=str(register.bergen.site_id), reply_days="3")

    study, site = register.oslo.study_id, register.oslo.site_id
    register.oslo.refresh_from_db()
    assert not {"study", "site"} & set(fields_of(page))
    assert (register.oslo.study_id, register.oslo.site_id, register.oslo.reply_days) == (study, site, 3)


def test_another_hospitals_site_is_read_and_not_written(register: Register) -> None:
    form = fields_of(get(register.client, page_of(StudySite, "change", register.oslo.pk)))
    address = page_of(StudySite, "change", register.bergen.pk)

    page, answer = get(register.client, address), register.client.post(address, form)

    register.bergen.refresh_from_db()
    assert (page.status_code, answer.status_code, register.bergen.version) == (200, 403, 1)
    fields = {field.get("name") for form in parse(page.content).findall(".//form") for field in form.iter("input")}
    assert not {"reply_days", "contacts-0-phone"} & fields
    assert "22 11 22 33" in text(parse(page.content))


@pytest.mark.parametrize("sites", [("bergen",), ()])
def test_a_coordinator_of_another_hospital_or_of_none_gets_403(register: Register, sites: tuple[str, ...]) -> None:
    per = browser_of(coordinator("per", *Site.objects.filter(slug__in=sites)))
    form = fields_of(get(register.client, page_of(StudySite, "change", register.oslo.pk)))

    answer = per.post(page_of(StudySite, "change", register.oslo.pk), form | {"status": "SUSPENDED"})

    register.oslo.refresh_from_db()
    assert (answer.status_code, register.oslo.status) == (403, "RECRUITING")


def rows(client: Client) -> dict[str, Any]:
    """The list's form as it is shown."""
    return fields_of(get(client, LIST))


def row_of(form: dict[str, Any], here: StudySite) -> str:
    return next(
        name.removesuffix("-id") for name, value in form.items() if name.endswith("-id") and value == str(here.pk)
    )


def test_in_the_list_only_own_rows_can_be_written(register: Register) -> None:
    form = rows(register.client)
    own, other = row_of(form, register.oslo), row_of(form, register.bergen)

    answer = register.client.post(LIST, form | {f"{own}-status": "ACTIVE_NOT_RECRUITING", "_save": "Save"})

    register.oslo.refresh_from_db()
    assert f"{own}-status" in form
    assert f"{other}-status" not in form
    assert (answer.status_code, register.oslo.status) == (302, "ACTIVE_NOT_RECRUITING")


@pytest.mark.parametrize("field", ["status", "status_as_of"])
def test_a_value_sent_for_another_row_of_the_list_is_refused_with_all_the_rest(register: Register, field: str) -> None:
    form = rows(register.client)
    own, other = row_of(form, register.oslo), row_of(form, register.bergen)
    sent = {f"{own}-status": "ACTIVE_NOT_RECRUITING", f"{other}-{field}": "", "_save": "Save"}

    answer = register.client.post(LIST, form | sent)

    assert answer.status_code == 403
    assert set(StudySite.objects.values_list("status", flat=True)) == {"RECRUITING"}


def test_another_key_under_ones_own_row_is_refused_too(register: Register) -> None:
    form = rows(register.client)
    own = row_of(form, register.oslo)

    answer = register.client.post(
        LIST, form | {f"{own}-id": str(register.bergen.pk), f"{own}-status": "COMPLETED", "_save": "Save"}
    )

    register.bergen.refresh_from_db()
    assert (answer.status_code, register.bergen.status) == (403, "RECRUITING")


@pytest.mark.parametrize("model", ["studysite", "study", "site"])
def test_an_action_that_is_not_offered_is_refused(register: Register, model: str) -> None:
    rows_there = {"studysite": register.oslo, "study": register.oslo.study, "site": register.oslo.site}
    sent = {
        "action": "delete_selected",
        "_selected_action": str(rows_there[model].pk),
        "post": "yes",
        "reason": "Twice",
    }

    answer = register.client.post(f"/admin/trials/{model}/", sent)

    assert (answer.status_code, StudySite.objects.count()) == (403, 2)


def test_a_confirmation_is_signed_with_ones_own_name_alone(register: Register) -> None:
    editor = make_person("eva", "editor")
    confirmed = {"verified_at_0": "2026-11-20", "verified_at_1": "12:00", "verification_method": "PHONE"}

    refused = send(register.client, register.oslo, **confirmed, verified_by=str(editor.pk))
    taken = send(register.client, register.oslo, **confirmed, verified_by=str(register.kari.pk))

    register.oslo.refresh_from_db()
    assert (refused.status_code, taken.status_code, register.oslo.verified_by) == (200, 302, register.kari)


def test_whoever_confirmed_before_may_stay_as_the_row_has_it(register: Register) -> None:
    editor = make_person("eva", "editor")
    StudySite.objects.filter(pk=register.oslo.pk).update(
        verified_at="2026-11-20T12:00Z", verified_by=editor, verification_method="PHONE"
    )

    answer = send(register.client, register.oslo, note_nb="Ring")

    register.oslo.refresh_from_db()
    assert (answer.status_code, register.oslo.verified_by) == (302, editor)


def restore_address(here: StudySite, field: str) -> str:
    now, then = here.history.order_by("-history_id")[:2]
    return f"{LIST}{here.pk}/history/studysite/{then.history_id}/{now.history_id}/{field}/"


def written_again(here: StudySite, **values: Any) -> None:
    """The row saved twice, so that its history holds a former value."""
    here.save()
    for name, value in values.items():
        setattr(here, name, value)
    here.version += 1
    here.save()


def test_a_former_value_is_brought_back_at_ones_own_site_alone(register: Register) -> None:
    for here in (register.oslo, register.bergen):
        written_again(here, note_nb="Ring")

    own, other = (get(register.client, restore_address(here, "note_nb")) for here in (register.oslo, register.bergen))

    assert (own.status_code, other.status_code) == (200, 403)


def test_a_former_hospital_is_not_brought_back_by_a_coordinator(register: Register) -> None:
    written_again(register.oslo, site=make_site())
    SiteCoordinator.objects.create(site=register.oslo.site, user=register.kari)

    by_coordinator = get(register.client, restore_address(register.oslo, "site"))
    by_editor = get(browser_of(make_person("eva", "editor")), restore_address(register.oslo, "site"))

    assert (by_coordinator.status_code, by_editor.status_code) == (403, 200)


def test_a_study_is_read_whole_and_offers_nothing_to_write(register: Register) -> None:
    page = get(register.client, page_of(type(register.oslo.study), "change", register.oslo.study_id))

    named = [field.get("name") for form in parse(page.content).findall(".//form") for field in form.iter("select")]
    assert (page.status_code, [name for name in named if name]) == (200, [])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_no_more_queries_for_more_hospitals(count: int, django_assert_max_num_queries: Any) -> None:
    study = make_study()
    sites = [make_site() for _ in range(count)]
    for site in sites:
        make_study_site(study, site)
    client = browser_of(coordinator("kari", *sites))
    get(client, LIST)

    with django_assert_max_num_queries(13):
        get(client, LIST)
