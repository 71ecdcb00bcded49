"""Passwords and sessions: given, changed, and ended."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.admin.accounts import PASSWORD, PEOPLE, browser_of, get, page_of
from tests.factories import make_person
from tests.signing_in import code_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
    assert f'href="{PEOPLE}{ola.pk}/access/"' in page


def test_the_first_account_is_made_on_the_command_line_and_sets_up_its_second_factor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="chief", email="chief@example.no", verbosity=0)
    client = Client()

    signed_in = client.post("/admin/login/", {"login": "chief", "password": PASSWORD}, follow=True)
    client.get("/admin/security/app/")
    done = client.post("/admin/security/app/", {"code": code_of(client.session["mfa.totp.secret"])})

    assert [address for address, _status in signed_in.redirect_chain][-1] == "/admin/security/"
    assert (done.status_code, done["Location"]) == (302, "/admin/security/codes/")
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
