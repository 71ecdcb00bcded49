"""The settings, as an operator meets them: the environment in, a site or one clear sentence out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
KEY = "k9-Qx7_vTz2wLr4mNb6cHs8dFg1jPa3yUe5iOo0RtYu7WqEd4ZxVc"
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "cartracker.example",
    "SITE_URL": "https://cartracker.example",
}
NO_KEY = (
    "SECRET_KEY is not set: give the environment a long random value before the site serves anyone "
    "(python -c 'import secrets; print(secrets.token_urlsafe(50))').\n"
)
PRAGMAS = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Python in this environment and no other."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite://:memory:"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def value(name: str, **environment: str) -> str:
    """A setting as it stands in this environment."""
    shown = run("-c", f"from cartracker import settings; print(settings.{name})", **environment)
    return shown.stdout.strip() or shown.stderr.strip().splitlines()[-1]


def test_the_production_site_passes_djangos_own_checks_without_a_warning() -> None:
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("command", ["check", "migrate", "runserver"])
def test_the_production_site_without_a_key_refuses_to_start_in_one_sentence(command: str) -> None:
    refused = run("manage.py", command, **PRODUCTION | {"SECRET_KEY": ""})

    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", NO_KEY)


def test_the_server_without_a_key_refuses_to_start() -> None:
    refused = run("-c", "import cartracker.wsgi", DEBUG="0")

    assert refused.stderr.endswith(f"ImproperlyConfigured: {NO_KEY}")


def test_a_site_for_others_needs_a_key_even_in_development() -> None:
    refused = run("manage.py", "check", ALLOWED_HOSTS="cartracker.example")

    assert (refused.returncode, refused.stderr) == (1, NO_KEY)


def test_development_on_this_machine_needs_no_setting_at_all() -> None:
    assert run("manage.py", "check").returncode == 0


@pytest.mark.parametrize(
    ("name", "word"),
    [("DEBUG", "yes"), ("DEBUG", ""), ("HTTPS", "true"), ("TRUST_PROXY", "2"), ("STATIC_FROM_SOURCE", "01")],
)
def test_a_switch_is_0_or_1_and_nothing_else(name: str, word: str) -> None:
    refused = value("DEBUG", **PRODUCTION | {name: word})

    assert refused.endswith(f"ImproperlyConfigured: {name} must be 0 or 1, not {word!r}.")


@pytest.mark.parametrize(
    ("environment", "debug"),
    [
        ({}, "True"),
        ({"SECRET_KEY": KEY}, "False"),
        ({"SECRET_KEY": KEY, "DEBUG": "1"}, "True"),
        (PRODUCTION, "False"),
    ],
    ids=["nothing set", "a key alone", "a key and debug", "production"],
)
def test_a_forgotten_debug_shows_nobody_the_insides(environment: dict[str, str], debug: str) -> None:
    assert value("DEBUG", **environment) == debug


def test_no_allowed_hosts_means_this_machine_alone() -> None:
    assert value("ALLOWED_HOSTS", **PRODUCTION | {"ALLOWED_HOSTS": ""}) == "['localhost', '127.0.0.1', '[::1]']"


def test_several_hosts_are_parted_by_commas() -> None:
    hosts = value("ALLOWED_HOSTS", **PRODUCTION | {"ALLOWED_HOSTS": "a.example, b.example,"})

    assert hosts == "['a.example', 'b.example']"


def test_the_public_address_is_that_of_the_first_host_unless_said_otherwise() -> None:
    without = PRODUCTION | {"SITE_URL": ""}
    with_slash = PRODUCTION | {"SITE_URL": "https://register.example/"}

    assert value("SITE_URL", **without) == "https://cartracker.example"
    assert value("SITE_URL", **with_slash) == "https://register.example"


def test_sqlite_keeps_acknowledged_writes_and_its_rules(tmp_path: Path) -> None:
    read = f"""
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for pragma in {PRAGMAS}:
        print(cursor.execute("PRAGMA " + pragma).fetchone()[0])
print(connection.transaction_mode)
"""

    shown = run(
        "-c", read, DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}", DJANGO_SETTINGS_MODULE="cartracker.settings"
    )

    # synchronous: 2 is FULL.
    assert shown.stdout.split() == ["wal", "2", "1", "0", "IMMEDIATE"], shown.stderr


def test_postgresql_connections_are_kept_and_seen_to_be_alive() -> None:
    shown = value("DATABASES", **PRODUCTION | {"DATABASE_URL": "postgresql://user:word@db.example/register"})

    assert "'CONN_MAX_AGE': 60" in shown
    assert "'CONN_HEALTH_CHECKS': True" in shown


@pytest.mark.parametrize(("switch", "header"), [("0", "None"), ("1", "('HTTP_X_FORWARDED_PROTO', 'https')")])
def test_a_proxy_is_believed_only_where_there_is_one(switch: str, header: str) -> None:
    shown = value("__dict__.get('SECURE_PROXY_SSL_HEADER')", **PRODUCTION | {"TRUST_PROXY": switch})

    assert shown == header
