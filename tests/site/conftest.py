"""The public pages, each asked for once."""

from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.site.pages import LANGUAGES, NAMES, Pages, path_of


@pytest.fixture(scope="module")
def every_page(catalogue: None, django_db_blocker: DjangoDbBlocker) -> Pages:
    """The answer of every public page with the starter catalogue, to a reader who prefers another language."""
    client, pages = Client(), {}
    with django_db_blocker.unblock():
        for name in NAMES:
            for language in LANGUAGES:
                other = "nb" if language == "en" else "en"
                headers = {"Accept-Language": other}
                pages[name, language] = cast(HttpResponse, client.get(f"/{language}/{path_of(name)}", headers=headers))
    return pages
