"""The public pages, each asked for once."""

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.site.pages import LANGUAGES, NAMES, path_of


@pytest.fixture(scope="module")
def every_page(catalogue: None, django_db_blocker: DjangoDbBlocker) -> dict[tuple[str, str], HttpResponse]:
    """The answer of every public page with the starter catalogue, by name and language, to a reader of another one."""
    with django_db_blocker.unblock():
        client = Client()
        return {
            (name, language): client.get(
                f"/{language}/{path_of(name)}", headers={"Accept-Language": "nb" if language == "en" else "en"}
            )
            for name in NAMES
            for language in LANGUAGES
        }
