"""Every type of page in every language as the Nu Html Checker reads it, and without any script."""

import json
import subprocess
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.browser.pages import LANGUAGES, PAGES
from tests.browser.windows import tool

pytestmark = pytest.mark.browser

STRUCTURED_DATA = '<script type="application/ld+json">'


@pytest.fixture(scope="module")
def saved_pages(site: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Every page in every language as a file, by its name and language."""
    folder = tmp_path_factory.mktemp("pages")
    connection = HTTPConnection(site.removeprefix("http://"))
    files = {}
    for name, address in PAGES.items():
        for language in LANGUAGES:
            connection.request("GET", address.in_language(language), headers={"Accept-Language": language})
            page = folder / f"{name} {language}.html".replace(" ", "-")
            page.write_bytes(connection.getresponse().read())
            files[f"{name} {language}"] = page
    connection.close()
    return files


def test_every_page_is_valid_html(saved_pages: Mapping[str, Path]) -> None:
    checker = ["java", "-jar", tool("VNU_JAR"), "--errors-only", "--exit-zero-always", "--stdout", "--format", "json"]
    report = subprocess.run([*checker, *saved_pages.values()], capture_output=True, check=True)

    faults = {f"{error['message']} {error.get('extract', '')}" for error in json.loads(report.stdout)["messages"]}
    assert faults == set()


def test_no_page_has_a_script_that_runs(saved_pages: Mapping[str, Path]) -> None:
    texts = {name: page.read_text(encoding="utf-8") for name, page in saved_pages.items()}

    with_scripts = [name for name, text in texts.items() if text.count("<script") != text.count(STRUCTURED_DATA)]

    assert with_scripts == []
