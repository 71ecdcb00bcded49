"""The site as production has it: `production_site.py FOLDER` answers the requests it reads as JSON, in JSON.

A process of its own, since most of what makes it production is decided when the settings are read.
"""

import base64
import json
import logging
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client


def prepare(folder: Path) -> None:
    """Migrated and collected, in `folder`; with one address more, where something goes wrong."""
    settings.STATIC_ROOT = folder / "static"
    settings.ROOT_URLCONF = "tests.site.urls"
    django.setup()
    logging.disable()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """The answer to one request; the client sends what it is told and is told what it is sent."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, SERVER_NAME="cartracker.example")
    response = client.generic(
        asked.get("method", "GET"), asked["path"], secure=asked.get("secure", True), headers=asked.get("headers")
    )
    return {
        "status": response.status_code,
        "headers": dict(response.headers),
        "cookies": {name: str(cookie) for name, cookie in response.cookies.items()},
        "body": base64.b64encode(response.getvalue()).decode(),
    }


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
    json.dump({name: answer(asked) for name, asked in json.load(sys.stdin).items()}, sys.stdout)
