"""The admin's language: chosen in its header and kept in a cookie of the admin's own, or else as the browser asks."""

import json
import re
from typing import cast

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.html import parse
from tests.signing_in import let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    client = Client(headers={"Accept-Language": "nb"})
    let_in(client, User.objects.create_superuser("kari"))
    return client


def choose(client: Client, language: str, following: str = "/admin/") -> HttpResponse:
    return cast(HttpResponse, client.post("/admin/language/", {"language": language, "next": following}))


def language_of(answer: object) -> tuple[str | None, str]:
    """What the page says of its language, and what its header says."""
    page = cast(HttpResponse, answer)
    return parse(page.content).get("lang"), page["Content-Language"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_language_that_was_chosen_is_that_of_every_page_after(language: str, editor: Client) -> None:
    led = choose(editor, language, "/admin/trials/study/?q=lupus")

    assert (led.status_code, led["Location"]) == (302, "/admin/trials/study/?q=lupus")
    assert [language_of(editor.get(f"/admin/{path}")) for path in ("", "trials/study/")] == [(language, language)] * 2


def test_the_way_in_is_in_the_chosen_language_too() -> None:
    client = Client(headers={"Accept-Language": "en"})

    choose(client, "nn", "/admin/login/")

    assert language_of(client.get("/admin/login/")) == ("nn", "nn")


@pytest.mark.parametrize("language", ["sv", "", "nb'; --", "../nn"])
def test_a_language_we_do_not_have_changes_nothing(language: str, editor: Client) -> None:
    led = choose(editor, language)

    assert led.status_code == 302
    assert language_of(editor.get("/admin/")) == ("nb", "nb")


def test_a_cookie_that_names_no_language_of_ours_is_as_none(editor: Client) -> None:
    editor.cookies["admin_language"] = "sv"

    assert language_of(editor.get("/admin/", headers={"Accept-Language": "en"})) == ("en", "en")


def test_the_choice_is_kept_for_a_year_in_the_admin_alone_and_no_script_reads_it(editor: Client) -> None:
    cookie = choose(editor, "nn").cookies["admin_language"]

    kept = {name: cookie[name] for name in ("path", "max-age", "httponly", "samesite")}
    assert kept == {"path": "/admin/", "max-age": 365 * 24 * 60 * 60, "httponly": True, "samesite": "Lax"}


def test_the_choice_travels_encrypted_where_the_site_is(editor: Client, settings: Settings) -> None:
    settings.LANGUAGE_COOKIE_SECURE = True

    assert choose(editor, "nn").cookies["admin_language"]["secure"] is True


def test_asking_for_the_address_chooses_nothing(editor: Client) -> None:
    asked = editor.get("/admin/language/?language=nn")

    assert "admin_language" not in asked.cookies


def test_no_other_site_chooses_for_a_person() -> None:
    client = Client(enforce_csrf_checks=True)

    refused = choose(client, "nn")

    assert (refused.status_code, "admin_language" in refused.cookies) == (403, False)


def test_the_choice_leads_to_no_other_site(editor: Client) -> None:
    led = choose(editor, "nn", "https://elsewhere.example/admin/")

    assert led["Location"] == "/"


def test_a_page_of_the_admin_says_what_its_language_hangs_on(editor: Client) -> None:
    answer = cast(HttpResponse, editor.get("/admin/"))

    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}


@pytest.mark.parametrize("path", ["/nb/about/", "/en/studies/"])
def test_public_pages_know_nothing_of_the_choice(path: str) -> None:
    client = Client()
    before = cast(HttpResponse, client.get(path))
    client.cookies["admin_language"] = "nn"

    after = cast(HttpResponse, client.get(path))

    assert (after.content, after.cookies, after.get("Vary")) == (before.content, {}, None)


def test_the_front_door_knows_nothing_of_the_choice() -> None:
    client = Client(headers={"Accept-Language": "en"})
    client.cookies["admin_language"] = "nn"

    answer = client.get("/")

    assert (answer["Location"], answer["Vary"]) == ("/en/", "Accept-Language")


def test_the_header_marks_the_language_of_the_page_and_offers_each_in_its_own_name(editor: Client) -> None:
    page = parse(editor.get("/admin/", headers={"Accept-Language": "nn"}).content)

    buttons = [button for button in page.iter("button") if button.get("name") == "language"]
    assert [(one.get("value"), one.text, one.get("aria-current")) for one in buttons] == [
        ("nb", "Bokmål", None),
        ("nn", "Nynorsk", "true"),
        ("en", "English", None),
    ]


@pytest.mark.parametrize(("language", "today"), [("nb", "I dag"), ("nn", "I dag"), ("en", "Today")])
def test_the_words_of_scripts_are_in_the_language_of_the_page(language: str, today: str, editor: Client) -> None:
    script = cast(HttpResponse, editor.get("/admin/jsi18n/", headers={"Accept-Language": language})).content.decode()

    found = re.search(r"const newcatalog = (\{.*?\});", script, re.DOTALL)
    words = json.loads(found[1]) if found else {}
    assert words.get("Today", "Today") == today
