"""The list of people: found, locked and unlocked, never deleted."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.admin.accounts import PEOPLE, browser_of, get, page_of
from tests.factories import make_person
from tests.html import parse, text, texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_deletes_people(superuser: bool) -> None:
    client = browser_of(make_person("kari", "administrator", is_superuser=superuser))
    ola = make_person("ola", "coordinator")
    sent = {"action": "delete_selected", "_selected_action": [ola.pk], "post": "yes"}

    single = client.post(f"{PEOPLE}{ola.pk}/delete/", {"post": "yes"})
    client.post(PEOPLE, sent)

    assert (single.status_code, User.objects.filter(pk=ola.pk).exists()) == (403, True)


def rows(client: Client, query: str = "") -> list[str]:
    page = parse(get(client, f"{PEOPLE}{query}").content)
    return [text(row.find("th")) for row in page.findall(".//table[@id='result_list']/tbody/tr")]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["chief", "former", "kari", "ola", "without"]),
        ("?role=administrator", ["kari"]),
        ("?role=coordinator", ["former", "ola"]),
        ("?role=superuser", ["chief"]),
        ("?role=none", ["without"]),
        ("?state=deactivated", ["former"]),
        ("?state=active", ["chief", "kari", "ola"]),
        ("?q=nordmann+OLA", ["ola"]),
    ],
)
def test_people_are_found_by_role_state_and_name(query: str, names: list[str]) -> None:
    make_person("chief", is_superuser=True, is_staff=True)
    make_person("ola", "coordinator")
    make_person("former", "coordinator", is_active=False)
    make_person("without")

    assert rows(browser_of(make_person("kari", "administrator")), query) == names


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=p",
        "username__regex=(",
        "last_login__year=9999",
        "groups__id__exact=1",
        "role=x",
        "state=x",
    ],
)
def test_the_list_answers_no_question_but_its_own(query: str) -> None:
    answer = browser_of(make_person("kari", "administrator")).get(f"{PEOPLE}?{query}")

    assert answer.status_code == 400 or (answer.status_code, rows(answer.client, f"?{query}")) == (200, [])


def test_the_list_costs_as_many_queries_for_three_people_as_for_one() -> None:
    client = browser_of(make_person("kari", "administrator"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PEOPLE)
        return len(queries)

    one = cost()
    make_person("ola", "coordinator", "editor")
    make_person("per", "editor")

    assert cost() == one


@pytest.mark.parametrize(
    ("fields", "roles", "told"),
    [
        ({}, ["editor"], "Can sign in"),
        ({}, [], "Cannot sign in: has no role"),
        ({"is_active": False}, ["editor"], "Deactivated"),
    ],
)
def test_the_list_says_who_can_sign_in(fields: dict[str, bool], roles: list[str], told: str) -> None:
    make_person("ola", *roles, **fields)

    page = parse(get(browser_of(make_person("kari", "administrator")), f"{PEOPLE}?q=ola").content)

    assert text(page.find(".//td[@class='field-state']")) == told


def lock(username: str) -> AccessAttempt:
    return AccessAttempt.objects.create(username=username, ip_address="192.0.2.0", failures_since_start=5)


def test_an_administrator_sees_a_lock_and_undoes_it() -> None:
    ola, client = make_person("ola", "editor"), browser_of(make_person("kari", "administrator"))
    until = timezone.localtime(lock("ola").attempt_time + timedelta(minutes=30))

    before = parse(get(client, f"{PEOPLE}?q=ola").content)
    on_page = parse(get(client, page_of(ola)).content)
    client.post(PEOPLE, {"action": "unlock", "_selected_action": [ola.pk]})
    after = parse(get(client, f"{PEOPLE}?q=ola").content)

    locked = f"Locked until {until:%H:%M} after failed tries"
    shown = [text(page.find(".//td[@class='field-state']")) for page in (before, after)]
    assert shown == [locked, "Can sign in"]
    assert locked in texts(on_page, ".//div[@class='readonly']")
    assert "1 person can try again." in texts(after, ".//ul[@class='messagelist']/li")
    assert "Deleted lock on sign-in “ola”." in text(parse(get(client, f"{PEOPLE}{ola.pk}/history/").content))


def test_an_administrator_does_not_unlock_a_superuser() -> None:
    chief = make_person("chief", is_superuser=True, is_staff=True)
    lock("chief")

    client = browser_of(make_person("kari", "administrator"))
    client.post(PEOPLE, {"action": "unlock", "_selected_action": [chief.pk]})

    assert AccessAttempt.objects.count() == 1


def test_the_tables_of_the_lock_and_the_groups_have_no_pages() -> None:
    shown = {model._meta.label for model in admin.site._registry if model._meta.app_label != "trials"}

    assert shown == {"auth.User"}
