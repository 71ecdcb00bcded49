"""The second factor: nobody sees the admin without one, and whoever has lost theirs is helped, by people alone."""

import json
import logging
import re
from typing import Any, cast

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as project
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from tests.admin.accounts import PASSWORD, PEOPLE
from tests.factories import make_person
from tests.html import parse, text, texts
from tests.signing_in import SECRET, code_of, let_in, let_in_by_password, set_up_app, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

CODE, SECURITY = "/admin/login/code/", "/admin/security/"
MINUTES = 60


@pytest.fixture
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def kari(quick_passwords: None) -> User:
    return make_person("kari", "administrator", password=PASSWORD)


def outside() -> Client:
    return Client(headers={"Accept-Language": "en"})


def inside(person: User) -> Client:
    client = outside()
    let_in(client, person)
    return client


def write_password(client: Client, person: User, **more: str) -> HttpResponse:
    sent = {"login": person.username, "password": PASSWORD} | more
    return cast(HttpResponse, client.post("/admin/login/", sent))


def statuses(client: Client, *codes: str) -> list[int]:
    return [client.post(CODE, {"code": code}).status_code for code in codes]


def ways(client: Client, address: str) -> list[str]:
    answer: Any = client.get(address, follow=True)
    return [led for led, _status in answer.redirect_chain]


def recovery_codes(client: Client) -> list[str]:
    page = parse(client.get(f"{SECURITY}codes/").content)
    return texts(page, ".//ol[@class='codes']/li")


def test_after_the_password_a_code_is_asked_and_then_one_is_where_one_wanted_to_be(kari: User) -> None:
    set_up_app(kari)
    client = outside()

    password = write_password(client, kari, next="/admin/trials/study/?q=lupus")
    halfway = client.get("/admin/").status_code
    wrong = client.post(CODE, {"code": "000000"})
    right = client.post(CODE, {"code": code_of()})

    assert (password["Location"], halfway) == (CODE, 302)
    (field,) = parse(wrong.content).findall(".//input[@id='id_code']")
    assert (field.get("autocomplete"), field.get("aria-invalid")) == ("one-time-code", "true")
    assert (right.status_code, right["Location"]) == (302, "/admin/trials/study/?q=lupus")
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(address: str, kari: User) -> None:
    set_up_app(kari)
    client = outside()

    write_password(client, kari, next=address)

    assert client.post(CODE, {"code": code_of()})["Location"] == "/admin/"


def test_whoever_has_none_is_led_to_set_one_up_and_sees_nothing_else(kari: User) -> None:
    client = outside()
    write_password(client, kari)

    led = {
        page: ways(client, page)[-1] for page in ("/admin/", "/admin/trials/study/", "/admin/login/", f"{PEOPLE}add/")
    }

    assert set(led.values()) == {SECURITY}
    page = parse(client.get(SECURITY).content)
    links = [link.get("href") for link in page.findall(".//main//a")]
    assert links == [f"{SECURITY}passkey/", f"{SECURITY}app/"]
    assert not page.findall(".//nav")
    assert client.post("/admin/login/again/", {"next": "/admin/login/"})["Location"] == "/admin/login/"
    assert client.get("/admin/login/").status_code == 200


def test_an_app_is_set_up_and_recovery_codes_are_shown_once(kari: User) -> None:
    client = outside()
    write_password(client, kari)
    page = client.get(f"{SECURITY}app/").content.decode()
    (secret,) = re.findall(r'<code class="key">(\w+)</code>', page)

    wrong = client.post(f"{SECURITY}app/", {"code": "000000"})
    right = client.post(f"{SECURITY}app/", {"code": code_of(secret)})
    first, second = recovery_codes(client), recovery_codes(client)

    assert ("<svg" in page, "data:" in page, "style=" in page) == (True, False, False)
    assert (wrong.status_code, right["Location"]) == (200, f"{SECURITY}codes/")
    assert (len(set(first)), second) == (10, [])
    assert client.get("/admin/").status_code == 200
    assert secret not in str(Authenticator.objects.filter(user=kari).values_list("data", flat=True))


def test_each_code_opens_once(kari: User) -> None:
    set_up_app(kari)
    first, second = outside(), outside()
    write_password(first, kari)
    write_password(second, kari)
    code = code_of()

    assert statuses(first, code) == [302]
    # As another process of the server, which knows nothing of what this one has in its memory.
    cache.clear()
    from_elsewhere = statuses(second, code)
    older = statuses(second, code_of(steps=-1))
    newer = statuses(second, code_of(steps=1))
    assert (from_elsewhere, older, newer) == ([200], [200], [302])


def test_a_recovery_code_opens_once(kari: User) -> None:
    client = inside(kari)
    client.post(f"{SECURITY}codes/new/")
    code = recovery_codes(client)[0]
    first, second = outside(), outside()
    write_password(first, kari)
    write_password(second, kari)

    assert (statuses(first, code), statuses(second, code)) == ([302], [200])
    assert first.get("/admin/").status_code == 200


def test_wrong_codes_and_wrong_passwords_count_together_and_lock(kari: User) -> None:
    set_up_app(kari)
    client = outside()
    client.post("/admin/login/", {"login": "kari", "password": "wrong"})
    write_password(client, kari)

    wrong = statuses(client, *("000000",) * 4)

    assert wrong == [200, 200, 200, 429]
    assert statuses(client, code_of()) == [429]
    assert write_password(outside(), kari).status_code == 429
    assert client.get("/admin/").status_code == 302


def test_nothing_that_was_typed_is_kept_or_logged(kari: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    set_up_app(kari)
    client = outside()
    write_password(client, kari)
    statuses(client, "135792", "246801")

    logged = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert [word for word in ("kari", PASSWORD, "135792", "246801", SECRET) if word in logged] == []


def test_a_password_alone_opens_nothing_after_a_second_factor_was_set_up_elsewhere(kari: User) -> None:
    client = outside()
    let_in_by_password(client, kari)
    set_up_app(kari)

    assert ways(client, "/admin/") == ["/admin/login/?next=/admin/"]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("hours", "status"), [(7.9, 200), (8.1, 302)])
def test_eight_hours_after_the_second_factor_it_is_asked_again(hours: float, status: int, kari: User) -> None:
    client, app = outside(), set_up_app(kari)
    client.force_login(kari)
    shown(client, kari, ago=hours * 60 * MINUTES, method="mfa", id=app.pk, type=app.type)

    assert client.get("/admin/").status_code == status


@pytest.mark.parametrize("address", ["app/remove/", "passkey/", "codes/new/", "codes/"])
def test_a_change_wants_a_second_factor_of_the_last_minutes(address: str, kari: User) -> None:
    client = outside()
    app = set_up_app(kari)
    Authenticator.objects.create(user=kari, type="recovery_codes", data={"seed": "", "used_mask": 0})
    client.force_login(kari)
    shown(client, kari, ago=6 * MINUTES, method="mfa", id=app.pk, type=app.type)
    shown(client, kari, method="password", username="kari")

    asked = ways(client, f"{SECURITY}{address}")
    confirm = client.post(asked[-1], {"code": code_of(), "next": f"{SECURITY}app/remove/"})

    assert asked == [f"{SECURITY}confirm/code/?next={SECURITY.replace('/', '%2F')}{address.replace('/', '%2F')}"]
    assert confirm["Location"] == f"{SECURITY}app/remove/"
    assert client.get(f"{SECURITY}app/remove/").status_code == 200


def test_whoever_removes_the_last_one_sets_up_another_at_once(kari: User) -> None:
    client = inside(kari)

    client.post(f"{SECURITY}app/remove/")

    assert not Authenticator.objects.exists()
    assert ways(client, "/admin/")[-1] == SECURITY


def test_an_administrator_frees_somebody_of_what_they_lost_and_history_says_so(kari: User) -> None:
    ola = make_person("ola", "editor", password=PASSWORD)
    theirs, client = inside(ola), inside(kari)

    answer = client.post(f"{PEOPLE}{ola.pk}/access/", {"what": "free"}, follow=True)

    assert "The second factor is removed." in text(parse(answer.content))
    assert (theirs.get("/admin/").status_code, Authenticator.objects.filter(user=ola).exists()) == (302, False)
    logged = json.loads(LogEntry.objects.get().change_message)
    assert logged == [{"deleted": {"name": "second factor", "object": "ola"}}]
    again = outside()
    assert write_password(again, ola)["Location"] == "/admin/"
    assert ways(again, "/admin/")[-1] == SECURITY


def test_an_administrator_too_confirms_who_they_are_first(kari: User) -> None:
    client, app = outside(), set_up_app(kari)
    client.force_login(kari)
    shown(client, kari, ago=6 * MINUTES, method="mfa", id=app.pk, type=app.type)

    assert ways(client, f"{PEOPLE}{kari.pk}/access/")[-1].startswith(f"{SECURITY}confirm/code/")


def test_an_operator_frees_the_last_administrator(kari: User, capsys: pytest.CaptureFixture[str]) -> None:
    client = inside(kari)

    call_command("remove_second_factor", "kari")

    assert (capsys.readouterr().out, client.get("/admin/").status_code) == ("Removed: 1.\n", 302)
    with pytest.raises(CommandError, match="Nobody signs in as nobody"):
        call_command("remove_second_factor", "nobody")


def test_secrets_are_of_no_use_with_another_key(kari: User, settings: Settings) -> None:
    set_up_app(kari)
    settings.SECRET_KEY = "another-key-" * 5
    client = outside()
    write_password(client, kari)

    assert statuses(client, code_of()) == [200]
    settings.SECRET_KEY_FALLBACKS = [project.SECRET_KEY, "unused"]
    assert statuses(client, code_of()) == [200]


ILL_MADE = [
    {"clientDataJSON": "AA", "attestationObject": "AA", "authenticatorData": "AA", "signature": "AA"},
    {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "A" * 60, "userHandle": "OTk5"},
    {"clientDataJSON": [], "attestationObject": {}, "authenticatorData": 1, "signature": None, "userHandle": "w7g"},
    {},
]
MALFORMED = ["", "x", "1", "[]", "{}", "null", '{"response": 1}', "[" * 9000, "[" * 30_000] + [
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response}) for response in ILL_MADE
]


@pytest.mark.parametrize("sent", MALFORMED)
def test_a_passkey_that_is_none_opens_nothing_and_breaks_nothing(sent: str, kari: User) -> None:
    set_up_app(kari)
    client, second = outside(), outside()
    client.get("/admin/login/passkey/", headers={"Accept": "application/json"})
    write_password(second, kari)
    second.get(CODE)
    adding = inside(kari)
    adding.get(f"{SECURITY}passkey/")

    alone = client.post("/admin/login/passkey/", {"credential": sent})
    after_password = second.post(CODE, {"credential": sent})
    added = adding.post(f"{SECURITY}passkey/", {"credential": sent, "name": "phone"})

    assert (alone.status_code, alone["Location"]) == (302, "/admin/login/")
    assert (after_password.status_code, added.status_code) == (200, 200)
    assert second.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/login/", "/signup/", "/nb/signup/"])
def test_nobody_signs_up(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("address", [SECURITY, f"{SECURITY}app/", f"{SECURITY}passkey/", f"{SECURITY}codes/"])
def test_the_pages_are_in_the_readers_language_and_strict(address: str, language: str, kari: User) -> None:
    client = inside(kari)
    if address.endswith("app/"):
        Authenticator.objects.all().delete()
        shown(client, kari, method="password")
    client.post(f"{SECURITY}codes/new/")

    answer = client.get(address, headers={"Accept-Language": language}, follow=True)

    page = parse(answer.content)
    assert (page.get("lang"), answer.status_code, "no-store" in answer["Cache-Control"]) == (language, 200, True)
    assert len(page.findall(".//h1")) == 1
    executed = [script for script in page.iter("script") if not script.get("src") and not script.get("type")]
    assert (executed, [element.tag for element in page.iter() if element.get("style")]) == ([], [])
