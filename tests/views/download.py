"""The list of studies as a file, and what is in it."""

import csv
import io

from django.http.response import HttpResponseBase
from django.test import Client


def content(response: HttpResponseBase) -> str:
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


def download(client: Client, query: str = "", language: str = "en") -> str:
    return content(client.get(f"/{language}/studies/?format=csv{query}"))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
