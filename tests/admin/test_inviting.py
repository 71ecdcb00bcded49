"""Invitations: a person chooses a password with a link that an administrator hands over; nobody signs up."""

import re
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.admin.accounts import PASSWORD, PEOPLE, browser_of, get, new_person
from tests.factories import make_person
from tests.html import parse, text
from trials.admin.inviting import INVITATIONS, Invitations, invitation_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NEW = "Eight-red-kayaks"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def link_on(answer: HttpResponse) -> str:
    """The path of the invitation that the page shows."""
    field = parse(answer.content).find(".//input[@id='invitation']")
    assert field is not None
    return re.sub("^https?://[^/]+", "", field.get("value") or "")


def choose(link: str, one: str = NEW, two: str = NEW) -> tuple[HttpResponse, HttpResponse]:
    """What somebody with the link sees, and the answer to the password they choose."""
    client = Client(headers={"Accept-Language": "en"})
    opened: Any = client.get(link, follow=True)
    form = opened.redirect_chain[-1][0] if opened.redirect_chain else link
    return opened, cast(HttpResponse, client.post(form, {"new_password1": one, "new_password2": two}))


def headline(answer: HttpResponse) -> str:
    return text(parse(answer.content).find(".//h1"))


def test_a_new_person_chooses_a_password_with_the_link_signs_in_and_sets_up_a_second_factor() -> None:
    link = link_on(new_person(browser_of(make_person("kari", "administrator"))))

    opened, chosen = choose(link)

    assert (headline(opened), chosen["Location"]) == ("Choose your password", "/admin/login/")
    assert "ola.hansen" in text(parse(opened.content).find(".//main"))
    client = Client()
    signed_in: Any = client.post("/admin/login/", {"login": "ola.hansen", "password": NEW}, follow=True)
    assert signed_in.redirect_chain[-1][0] == "/admin/security/"


def test_a_link_is_good_once() -> None:
    link = link_on(new_person(browser_of(make_person("kari", "administrator"))))
    choose(link)

    opened, _refused = choose(link, "Nine-red-kayaks", "Nine-red-kayaks")

    assert headline(opened) == "This invitation no longer holds"
    assert User.objects.get(username="ola.hansen").check_password(NEW)


def test_a_link_holds_seven_days(monkeypatch: pytest.MonkeyPatch) -> None:
    ola = make_person("ola", "editor")
    token = INVITATIONS.make_token(ola)
    now = datetime.now()  # noqa: DTZ005, as Django counts

    def after(**time: float) -> bool:
        monkeypatch.setattr(Invitations, "_now", lambda self: now + timedelta(**time))
        return INVITATIONS.check_token(ola, token)

    assert (after(days=6.9), after(days=7.1)) == (True, False)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"email": "new@example.no"}])
def test_a_link_ends_with_what_it_was_made_for(change: dict[str, Any]) -> None:
    ola = make_person("ola", "editor", password=PASSWORD)
    link = re.sub("^https?://[^/]+", "", invitation_to(ola))
    User.objects.filter(pk=ola.pk).update(**change)

    opened, _refused = choose(link)

    ola.refresh_from_db()
    assert (headline(opened), ola.check_password(PASSWORD)) == ("This invitation no longer holds", True)


@pytest.mark.parametrize(
    "link", ["MQ/x-1/", "OTk5OTk5/c8x-0123456789abcdef/", "%F0%9F/x/", "-/set-password/", "9" * 60 + "/x/"]
)
def test_a_link_that_is_none_says_nothing_of_anybody(link: str) -> None:
    answer = get(Client(headers={"Accept-Language": "en"}), f"/admin/invitation/{link}")

    assert (answer.status_code, headline(answer)) == (200, "This invitation no longer holds")


def test_a_password_that_is_too_easy_is_refused_with_the_reason_at_its_field() -> None:
    _opened, refused = choose(link_on(new_person(browser_of(make_person("kari", "administrator")))), "short", "short")

    page = parse(refused.content)
    (field,) = page.findall(".//input[@id='id_new_password2']")
    assert (field.get("aria-invalid"), field.get("autocomplete")) == ("true", "new-password")
    assert "at least 12 characters" in text(page.find(".//ul[@id='id_new_password2_error']"))


def test_who_forgot_a_password_gets_a_new_invitation_and_history_says_from_whom() -> None:
    client, ola = browser_of(make_person("kari", "administrator")), make_person("ola", "editor", password=PASSWORD)

    link = link_on(cast(HttpResponse, client.post(f"{PEOPLE}{ola.pk}/access/", {"what": "invite"})))
    choose(link)

    ola.refresh_from_db()
    assert ola.check_password(NEW)
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.change_message) == (
        "kari",
        '[{"added": {"name": "invitation", "object": "ola"}}]',
    )


def test_somebody_without_a_role_is_not_invited() -> None:
    client, ola = browser_of(make_person("kari", "administrator")), make_person("ola")

    answer = client.post(f"{PEOPLE}{ola.pk}/access/", {"what": "invite"}, follow=True)

    assert "Give the person a role first" in text(parse(answer.content))
    assert not LogEntry.objects.exists()
