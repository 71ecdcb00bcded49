"""Passwords and sessions: given, changed, and ended."""

import re
from datetime import timedelta
from typing import cast

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.admin.accounts import PASSWORD, PEOPLE, browser_of, errors, get, page_of
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def new_password(client: Client, person: User, one: str, two: str | None = None, **more: str) -> HttpResponse:
    sent = {"password1": one, "password2": one if two is None else two} | more
    return cast(HttpResponse, client.post(f"{PEOPLE}{person.pk}/password/", sent))


def test_an_administrator_gives_a_new_password_and_ends_the_sessions_of_the_old() -> None:
    client, ola = browser_of(make_person("kari", "administrator")), make_person("ola", "editor", password=PASSWORD)
    inside = browser_of(ola)

    answer = new_password(client, ola, "Eight-red-kayaks")

    ola.refresh_from_db()
    assert (errors(answer), ola.check_password("Eight-red-kayaks")) == ([], True)
    assert inside.get("/admin/").status_code == 302
    assert LogEntry.objects.get().change_message == '[{"changed": {"fields": ["password"]}}]'


@pytest.mark.parametrize(
    ("one", "two"), [("", ""), ("short", "short"), ("Eight-red-kayaks", "other"), ("ola.ola.ola.1", "ola.ola.ola.2")]
)
@pytest.mark.parametrize("more", [{}, {"usable_password": "false", "unset-password": "1"}])
def test_no_account_is_left_without_a_password(one: str, two: str, more: dict[str, str]) -> None:
    client, ola = browser_of(make_person("kari", "administrator")), make_person("ola", "editor", password=PASSWORD)

    answer = new_password(client, ola, one, two, **more)

    ola.refresh_from_db()
    assert errors(answer) != []
    assert ola.check_password(PASSWORD)


def test_everybody_changes_their_own_password() -> None:
    ola = make_person("ola", "coordinator", password=PASSWORD)
    client = browser_of(ola)
    sent = {"old_password": PASSWORD, "new_password1": "Eight-red-kayaks", "new_password2": "Eight-red-kayaks"}

    answer = client.post("/admin/password_change/", sent)

    ola.refresh_from_db()
    assert (answer.status_code, ola.check_password("Eight-red-kayaks")) == (302, True)
    assert client.get("/admin/").status_code == 200


def test_the_hash_of_a_password_is_shown_to_nobody() -> None:
    ola = make_person("ola", "coordinator", password=PASSWORD)

    page = get(browser_of(make_person("chief", is_superuser=True, is_staff=True)), page_of(ola)).content.decode()

    assert not re.search(r"md5|pbkdf2|salt", page)
    assert f'href="{PEOPLE}{ola.pk}/password/"' in page


def test_the_first_account_is_made_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="chief", email="chief@example.no", verbosity=0)
    client = Client()

    client.post("/admin/login/", {"username": "chief", "password": PASSWORD})

    assert [client.get(page).status_code for page in ("/admin/", PEOPLE, f"{PEOPLE}add/")] == [200, 200, 200]


def test_a_session_ends_after_eight_hours_and_when_one_signs_out() -> None:
    ola = make_person("ola", "coordinator")
    old, out = browser_of(ola), browser_of(ola)
    session = old.session
    session.set_expiry(timezone.now() - timedelta(seconds=1))
    session.save()

    out.post("/admin/logout/")

    assert [client.get("/admin/").status_code for client in (old, out)] == [302, 302]
    assert browser_of(ola).session.get_expiry_age() == 8 * 60 * 60
