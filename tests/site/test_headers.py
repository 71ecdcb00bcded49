"""What every answer of the production site says to a browser, whatever it answers."""

import base64
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings

from tests.site.urls import SECRET

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PYTHONPATH": str(settings.BASE_DIR),
    "DJANGO_SETTINGS_MODULE": "cartracker.settings",
    "DEBUG": "0",
    "SECRET_KEY": "k9-Qx7_vTz2wLr4mNb6cHs8dFg1jPa3yUe5iOo0RtYu7WqEd4ZxVc",
    "ALLOWED_HOSTS": "cartracker.example",
}
ASKED: dict[str, dict[str, Any]] = {
    "home": {"path": "/nb/"},
    "list": {"path": "/en/studies/"},
    "wrong filter": {"path": "/en/studies/?age=x"},
    "file": {"path": "/nn/studies/?format=csv"},
    "wrong file": {"path": "/nn/studies/?format=csv&age=x"},
    "feed": {"path": "/nn/changes/?format=atom"},
    "wrong feed": {"path": "/nn/changes/?format=atom&age=x"},
    "front door": {"path": "/"},
    "without slash": {"path": "/nb/studies"},
    "unknown number": {"path": "/id/NCT99999999"},
    "not found": {"path": "/nb/none/"},
    "bad request": {"path": "/nb/?q=%00"},
    "too long": {"path": "/nb/?q=" + "a" * 9000},
    "broken": {"path": "/nb/broken/"},
    "other method": {"path": "/nb/studies/", "method": "POST"},
    "stylesheet": {"path": "/static/trials/tokens.css"},
    "font": {"path": "/static/vendored/inter/InterVariable-latin.woff2"},
    "no such file": {"path": "/static/none.css"},
    "admin": {"path": "/admin/"},
    "admin login": {"path": "/admin/login/"},
    "admin not found": {"path": "/admin/none/"},
    "admin broken": {"path": "/admin/broken/"},
    "unknown host": {"path": "/nb/", "headers": {"Host": "elsewhere.example"}},
    "unknown host, unencrypted": {"path": "/nb/", "headers": {"Host": "elsewhere.example"}, "secure": False},
    "unencrypted": {"path": "/nb/studies/?q=SLE", "secure": False},
}
STATUS = {
    "home": 200,
    "list": 200,
    "wrong filter": 400,
    "file": 200,
    "wrong file": 400,
    "feed": 200,
    "wrong feed": 400,
    "front door": 302,
    "without slash": 301,
    "unknown number": 404,
    "not found": 404,
    "bad request": 400,
    "too long": 400,
    "broken": 500,
    "other method": 403,
    "stylesheet": 200,
    "font": 200,
    "no such file": 404,
    "admin": 302,
    "admin login": 200,
    "admin not found": 302,
    "admin broken": 500,
    "unknown host": 400,
    "unknown host, unencrypted": 400,
    "unencrypted": 301,
}
ADMIN = {name for name in ASKED if name.startswith("admin")}
ERRORS = {name for name in ASKED if STATUS[name] >= 400 and name not in {"wrong file", "wrong feed"}}
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
STRICT = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "upgrade-insecure-requests": "",
}
NO_SCRIPT = {"require-trusted-types-for": "'script'", "trusted-types": "'none'"}
ADMIN_SCRIPT = {"script-src": "'self'", "connect-src": "'self'"}


@dataclass(frozen=True)
class Answer:
    """What the production site answered."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def policy(self) -> dict[str, str]:
        """The Content-Security-Policy, by directive."""
        parts = [part.strip().partition(" ") for part in self.headers["Content-Security-Policy"].split(";")]
        return {name: value for name, _space, value in parts}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """The answers to all that is ASKED, from a production site of its own, without a study."""
    folder = tmp_path_factory.mktemp("production")
    site = subprocess.run(
        [sys.executable, "tests/site/production_site.py", folder],
        cwd=settings.BASE_DIR,
        env=ENVIRONMENT | {"DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}"},
        input=json.dumps(ASKED),
        capture_output=True,
        text=True,
        check=False,
    )
    assert site.returncode == 0, site.stderr[-3000:]
    return {
        name: Answer(**given | {"body": base64.b64decode(given["body"])})
        for name, given in json.loads(site.stdout).items()
    }


def test_the_site_answers_what_it_is_asked(answers: dict[str, Answer]) -> None:
    assert {name: answer.status for name, answer in answers.items()} == STATUS


@pytest.mark.parametrize("name", ASKED)
def test_every_answer_keeps_others_out(name: str, answers: dict[str, Answer]) -> None:
    headers = answers[name].headers

    assert {header: headers.get(header) for header in ALWAYS} == ALWAYS


@pytest.mark.parametrize("name", ASKED)
def test_every_answer_switches_off_what_the_site_never_uses(name: str, answers: dict[str, Answer]) -> None:
    features = answers[name].headers["Permissions-Policy"].split(", ")

    assert {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= set(features)
    assert not [feature for feature in features if not feature.endswith("=()") or feature.startswith("web-share")]


@pytest.mark.parametrize("name", sorted({*ASKED} - ADMIN))
def test_every_public_answer_refuses_all_but_what_the_site_itself_serves(name: str, answers: dict[str, Answer]) -> None:
    assert answers[name].policy == STRICT | NO_SCRIPT


@pytest.mark.parametrize("name", sorted(ADMIN))
def test_the_admin_runs_scripts_of_ours_without_trusted_types_and_nothing_else(
    name: str, answers: dict[str, Answer]
) -> None:
    assert answers[name].policy == STRICT | ADMIN_SCRIPT


@pytest.mark.parametrize("name", ASKED)
def test_no_policy_lets_anything_inline_or_foreign_in(name: str, answers: dict[str, Answer]) -> None:
    policy = answers[name].headers["Content-Security-Policy"]

    assert re.search(r"unsafe|nonce|data:|blob:|https?:|\*|sha\d", policy) is None


@pytest.mark.parametrize("name", sorted(name for name in ASKED if ASKED[name].get("secure", True)))
def test_every_encrypted_answer_asks_for_encryption_for_two_years(name: str, answers: dict[str, Answer]) -> None:
    assert answers[name].headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_an_unencrypted_request_is_sent_to_the_encrypted_page(answers: dict[str, Answer]) -> None:
    assert answers["unencrypted"].headers["Location"] == "https://cartracker.example/nb/studies/?q=SLE"


@pytest.mark.parametrize("name", sorted({*ASKED} - ADMIN))
def test_no_public_answer_sets_a_cookie(name: str, answers: dict[str, Answer]) -> None:
    assert answers[name].cookies == {}


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_varies_by_language_only_where_its_address_has_none(name: str, answers: dict[str, Answer]) -> None:
    path = ASKED[name]["path"]
    has_language = path.startswith(("/nb/", "/nn/", "/en/"))
    # A file of the site's own looks is the same for everyone; a missing one is told in the reader's language.
    is_file = name in {"stylesheet", "font"}
    # Who comes unencrypted is sent on before the language is looked at.
    is_sent_on = not ASKED[name].get("secure", True)

    varies = {part.strip() for part in answers[name].headers.get("Vary", "").split(",")} - {"", "Accept-Encoding"}

    by_language = set() if has_language or is_file or is_sent_on else {"Accept-Language"}
    assert varies - {"Cookie"} == by_language
    assert "Cookie" not in varies or name in ADMIN


def test_the_admins_cookies_stay_in_the_admin_and_out_of_scripts(answers: dict[str, Answer]) -> None:
    (cookie,) = answers["admin login"].cookies.values()

    assert cookie.startswith("Set-Cookie: csrftoken=")
    assert {"HttpOnly", "Path=/admin/", "SameSite=Lax", "Secure"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_every_error_is_told_in_the_dress_of_the_site(name: str, answers: dict[str, Answer]) -> None:
    page = answers[name]

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "trials/frame" in page.text
    assert "– CAR-T tracker</title>" in page.text
    assert "<h1" in page.text


@pytest.mark.parametrize("name", ["broken", "admin broken"])
def test_a_fault_of_ours_leaks_nothing(name: str, answers: dict[str, Answer]) -> None:
    text = answers[name].text

    assert not [word for word in (SECRET, "RuntimeError", "Traceback", "SECRET_KEY", "tests/site") if word in text]


def test_a_file_of_the_sites_looks_is_kept_for_ever_under_a_name_of_its_content(answers: dict[str, Answer]) -> None:
    (named,) = set(re.findall(r"/static/trials/tokens\.[0-9a-f]{12}\.css", answers["home"].text))

    assert named
    assert not re.findall(r'(?:href|src)="/static/[^"]*?/[a-z]+\.(?:css|svg|js)"', answers["home"].text)


def test_a_file_for_a_spreadsheet_is_told_to_be_one(answers: dict[str, Answer]) -> None:
    headers = answers["file"].headers

    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.csv"', headers["Content-Disposition"])


def test_a_wrong_question_for_a_file_is_told_in_plain_text(answers: dict[str, Answer]) -> None:
    wrong = answers["wrong file"]

    assert (wrong.headers["Content-Type"], wrong.text.count("\n")) == ("text/plain; charset=utf-8", 1)


def test_a_feed_is_told_to_be_one(answers: dict[str, Answer]) -> None:
    assert answers["feed"].headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answers["wrong feed"].headers["Content-Type"] == "text/plain; charset=utf-8"
