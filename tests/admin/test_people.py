"""Accounts: given by administrators, with a role, and never so that nobody is left to give them."""

from typing import cast

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.utils.translation import override
from pytest_django import Settings

from tests.admin.accounts import (
    PASSWORD,
    PEOPLE,
    browser_of,
    change,
    errors,
    form_fields,
    get,
    new_person,
    page_of,
    roles_of,
)
from tests.factories import make_person
from tests.html import parse, text
from trials.admin.people_forms import PersonForm, state_of
from trials.admin.roles import MAY, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_an_administrator_adds_a_person_on_one_page_who_is_then_invited() -> None:
    answer = new_person(browser_of(make_person("kari", "administrator")))

    ola = User.objects.get(username="ola.hansen")
    assert (errors(answer), answer.status_code) == ([], 200)
    assert "/admin/invitation/" in answer.content.decode()
    assert (ola.get_full_name(), ola.email, roles_of(ola)) == ("Ola Hansen", "ola@example.no", ["coordinator"])
    assert (ola.is_staff, ola.is_active, ola.is_superuser) == (True, True, False)
    assert ola.has_usable_password() is False


def test_a_person_without_a_role_cannot_sign_in() -> None:
    new_person(browser_of(make_person("kari", "administrator")), groups=[])

    assert User.objects.get(username="ola.hansen").is_staff is False


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"username": "KARI"}, ["Somebody else has this username."]),
        ({"username": "a" * 151}, ["Ensure this value has at most 150 characters (it has 151)."]),
        ({"last_name": ""}, ["This field is required."]),
        (
            {"username": "01010750160"},
            ["This holds a Norwegian identity number. Remove it: nothing about a patient may stand here."],
        ),
        ({"groups": ["owner"]}, ["Select a valid choice. owner is not one of the available choices."]),
    ],
)
def test_what_is_wrong_with_a_new_person_is_told(values: dict[str, str | list[str]], told: list[str]) -> None:
    answer = new_person(browser_of(make_person("kari", "administrator")), **values)

    assert errors(answer) == told
    assert User.objects.count() == 1


@pytest.mark.parametrize("extra", [{"is_superuser": "on"}, {"is_staff": "on"}, {"user_permissions": ["1"]}])
def test_an_administrator_makes_nobody_a_superuser_by_sending_more_than_was_asked(extra: dict[str, str]) -> None:
    client = browser_of(make_person("kari", "administrator"))
    ola = make_person("ola")

    new_person(client, **extra)
    change(client, ola, **extra)

    for person in User.objects.exclude(username="kari"):
        assert (person.is_superuser, person.user_permissions.count()) == (False, 0)
    assert User.objects.get(username="ola").is_staff is False


def test_the_browser_offers_nothing_of_its_own_when_another_is_entered() -> None:
    page = parse(get(browser_of(make_person("kari", "administrator")), f"{PEOPLE}add/").content)

    kept = {
        field.get("name"): field.get("autocomplete")
        for field in page.iter("input")
        if field.get("type") in {"text", "email", "password"}
    }
    assert kept == {
        "username": "off",
        "first_name": "off",
        "last_name": "off",
        "email": "off",
    }


def test_each_role_is_a_box_that_says_what_it_may_do() -> None:
    page = parse(get(browser_of(make_person("kari", "administrator")), f"{PEOPLE}add/").content)

    boxes = [
        (text(label), label.find("input").get("type"))  # type: ignore[union-attr]
        for label in page.iter("label")
        if label.find("input") is not None
    ]
    with override("en"):
        assert boxes == [(f"{role.label}: {MAY[role]}", "checkbox") for role in Role]


def test_an_administrator_changes_a_persons_roles_and_history_says_so() -> None:
    kari, ola = make_person("kari", "administrator"), make_person("ola", "coordinator")
    client = browser_of(kari)

    answer = change(client, ola, groups=["editor"], email="ola@example.no")

    ola.refresh_from_db()
    assert (errors(answer), roles_of(ola), ola.is_staff, ola.email) == ([], ["editor"], True, "ola@example.no")
    history = get(client, f"{PEOPLE}{ola.pk}/history/")
    told = "Changed E-mail and Roles. Deleted role “Coordinator”. Added role “Editor”."
    assert told in text(parse(history.content))


def test_who_loses_the_last_role_is_out_at_once() -> None:
    ola = make_person("ola", "coordinator")
    inside = browser_of(ola)

    change(browser_of(make_person("kari", "administrator")), ola, groups=[])

    ola.refresh_from_db()
    assert (ola.is_staff, inside.get("/admin/").status_code) == (False, 302)


def test_who_is_deactivated_is_out_at_once() -> None:
    ola = make_person("ola", "coordinator")
    inside = browser_of(ola)

    answer = change(browser_of(make_person("kari", "administrator")), ola, is_active=None)

    ola.refresh_from_db()
    assert (errors(answer), ola.is_active, inside.get("/admin/").status_code) == ([], False, 302)


@pytest.mark.parametrize("role", ["coordinator", "editor", None])
def test_only_administrators_see_people(role: str | None) -> None:
    client = browser_of(make_person("kari", *([role] if role else []), is_staff=True))
    other = make_person("ola", "coordinator")

    pages = (PEOPLE, f"{PEOPLE}add/", page_of(other), f"{PEOPLE}{other.pk}/history/", f"{PEOPLE}{other.pk}/access/")

    assert [client.get(page).status_code for page in pages] == [403] * 5


def test_an_administrator_sees_a_superuser_and_changes_nothing() -> None:
    client = browser_of(make_person("kari", "administrator"))
    chief = make_person("chief", is_superuser=True, is_staff=True, password=PASSWORD)

    seen = client.get(page_of(chief))
    changed = client.post(page_of(chief), {"username": "mine", "first_name": "A", "last_name": "B"})
    access = f"{PEOPLE}{chief.pk}/access/"
    tried = [client.get(access), *(client.post(access, {"what": what}) for what in ("invite", "free"))]

    chief.refresh_from_db()
    assert (seen.status_code, changed.status_code) == (200, 403)
    assert [answer.status_code for answer in tried] == [403, 403, 403]
    assert (chief.username, chief.check_password(PASSWORD)) == ("chief", True)
    page = parse(cast(HttpResponse, seen).content)
    assert [field.get("name") for field in page.findall(".//form[@id='user_form']//input[@name]")] == [
        "csrfmiddlewaretoken"
    ]


NOT_ONESELF = ["You cannot take away your own access. Ask another administrator to do it."]
NOT_THE_LAST = ["Nobody would be left who can do this. Give somebody else the role first."]


@pytest.mark.parametrize("values", [{"is_active": None}, {"groups": []}, {"groups": ["editor"]}])
def test_an_administrator_takes_no_access_from_themselves(values: dict[str, list[str] | None]) -> None:
    kari = make_person("kari", "administrator")
    make_person("ola", "administrator")

    answer = change(browser_of(kari), kari, **values)

    kari.refresh_from_db()
    assert (errors(answer), kari.is_active, roles_of(kari)) == (NOT_ONESELF, True, ["administrator"])


@pytest.mark.parametrize("values", [{"is_active": None}, {"is_superuser": None}])
def test_a_superuser_takes_no_access_from_themselves(values: dict[str, None]) -> None:
    chief = make_person("chief", is_superuser=True, is_staff=True)
    make_person("other", is_superuser=True, is_staff=True)

    answer = change(browser_of(chief), chief, **values)

    chief.refresh_from_db()
    assert (errors(answer), chief.is_active, chief.is_superuser) == (NOT_ONESELF, True, True)


def test_an_administrator_changes_their_own_name_and_other_roles() -> None:
    kari = make_person("kari", "administrator")

    answer = change(browser_of(kari), kari, last_name="Hansen", groups=["administrator", "editor"])

    kari.refresh_from_db()
    assert (errors(answer), kari.last_name, roles_of(kari)) == ([], "Hansen", ["administrator", "editor"])


def test_a_superuser_makes_and_unmakes_superusers() -> None:
    client = browser_of(make_person("chief", is_superuser=True, is_staff=True))
    ola = make_person("ola", "editor")

    change(client, ola, is_superuser="on", groups=[])
    ola.refresh_from_db()
    made = (ola.is_superuser, ola.is_staff)
    change(client, ola, is_superuser=None)
    ola.refresh_from_db()

    assert (made, (ola.is_superuser, ola.is_staff)) == ((True, True), (False, False))


def form_of(person: User, by: User, **values: str | list[str]) -> PersonForm:
    """The form of somebody who was an administrator when it was opened, and may no longer be one."""
    filled = {"username": person.username, "first_name": "A", "last_name": "B", "seen": state_of(person)}
    form_class = type("Form", (PersonForm,), {"by": by})
    return cast(PersonForm, form_class(filled | values, instance=User.objects.get(pk=person.pk)))


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"is_active": "on", "groups": ["editor"]}, "groups"),
        ({"groups": ["administrator"]}, "is_active"),
    ],
)
def test_the_last_administrator_stays_one(values: dict[str, str | list[str]], where: str) -> None:
    last, gone = make_person("last", "administrator"), make_person("gone", "editor")
    make_person("inactive", "administrator", is_active=False)

    assert form_of(last, gone, **values).errors == {where: NOT_THE_LAST}


def test_the_last_superuser_stays_one_even_where_administrators_are_left() -> None:
    last, gone = make_person("last", is_superuser=True, is_staff=True), make_person("gone")
    make_person("kari", "administrator")

    form = form_of(last, gone, is_active="on", groups=["administrator"])

    assert form.errors == {"is_superuser": NOT_THE_LAST}


def test_a_superuser_may_remove_the_only_administrator() -> None:
    kari = make_person("kari", "administrator")

    answer = change(browser_of(make_person("chief", is_superuser=True, is_staff=True)), kari, groups=[])

    assert (errors(answer), roles_of(kari)) == ([], [])


def test_a_form_that_is_older_than_the_account_undoes_nothing() -> None:
    ola, client = make_person("ola", "editor"), browser_of(make_person("kari", "administrator"))
    opened = form_fields(get(client, page_of(ola)))
    change(browser_of(make_person("per", "administrator")), ola, is_active=None, groups=[])

    answer = cast(HttpResponse, client.post(page_of(ola), opened | {"email": "ola@example.no"}))

    ola.refresh_from_db()
    assert errors(answer) == ["Somebody changed this account while you were editing it. Open it again first."]
    assert (ola.is_active, roles_of(ola), ola.email) == (False, [], "")


def test_a_password_given_while_a_form_is_open_stays() -> None:
    ola, client = make_person("ola", "editor"), browser_of(make_person("kari", "administrator"))
    opened = form_fields(get(client, page_of(ola)))
    ola.set_password(PASSWORD)
    ola.save()

    answer = cast(HttpResponse, client.post(page_of(ola), opened | {"email": "ola@example.no"}))

    ola.refresh_from_db()
    assert (errors(answer), ola.email, ola.check_password(PASSWORD)) == ([], "ola@example.no", True)
