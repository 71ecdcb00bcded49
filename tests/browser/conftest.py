"""The site as it is served in production, on the whole starter catalogue, and Chromium to read it with."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.admin import Role, Sessions, enter, make_accounts
from tests.browser.windows import Window, tool

ROOT = Path(__file__).resolve().parents[2]
# The sandbox does not work for root. Without the rest Chromium asks for hosts of its own at every start.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 30
PATIENCE_MILLISECONDS = 15_000
HEIGHT = 800

Colours = Literal["light", "dark", "forced"]
OpenWindow = Callable[..., Window]
SignedIn = Callable[..., Window]


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the site has its database and its log."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site_environment(site_folder: Path) -> dict[str, str]:
    """The environment of the site and of its management commands, with an address and a database of its own."""
    port = _free_port()
    return os.environ | {
        "DEBUG": "0",
        "HTTPS": "0",
        "STATIC_FROM_SOURCE": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{site_folder}/db.sqlite3",
        "PORT": str(port),
    }


@pytest.fixture(scope="session")
def site(site_folder: Path, site_environment: dict[str, str]) -> Iterator[str]:
    """The address, without a path, of a server on the starter catalogue."""
    environment, log_file = site_environment, site_folder / "log"
    for command in ("migrate", "load_catalogue"):
        _manage(command, environment)
    serve = [sys.executable, "-m", "tools.demo_server"]
    with log_file.open("w") as log:
        server = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(int(environment["PORT"]), server)
        yield environment["SITE_URL"]
    finally:
        server.terminate()
        server.wait(START_SECONDS)
    assert "Internal Server Error" not in log_file.read_text(encoding="utf-8")
    _manage("check_index", environment)  # what a test wrote past the register's actions, the next one would not see


def _manage(command: str, environment: dict[str, str]) -> None:
    manage = [sys.executable, "manage.py", command, "--verbosity", "0"]
    subprocess.run(manage, cwd=ROOT, env=environment, check=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
    return port


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(START_SECONDS * 10):
        assert server.poll() is None, "The server did not start."
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"The server did not answer in {START_SECONDS} seconds.")


# Playwright runs an event loop for as long as it lives, in which Django refuses to ask its database: so it is stopped
# when a process leaves this folder for other tests.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = tool("CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium: Browser, site: str) -> Iterator[OpenWindow]:
    """A function that opens a window: its width in px, its colours, whether scripts run, and the reader's language."""
    contexts = []

    def open_it(width: int = 390, *, language: str = "nb", colours: Colours = "light", script: bool = True) -> Window:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHT},
            locale=language,
            color_scheme="dark" if colours == "dark" else "light",
            forced_colors="active" if colours == "forced" else "none",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        return Window(context.new_page(), site)

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def accounts(site: str, site_environment: dict[str, str]) -> Sessions:
    """An account for each role, and sessions of theirs."""
    return make_accounts(site_environment, ROOT)


@pytest.fixture
def signed_in(accounts: Sessions, open_window: OpenWindow) -> SignedIn:
    """A function that opens a window (see open_window) and is signed in there as someone of a role."""

    def sign_in_as(role: Role, width: int = 1280, **dress: Any) -> Window:
        window = open_window(width, **dress)
        enter(window, accounts[role].pop())
        return window

    return sign_in_as
