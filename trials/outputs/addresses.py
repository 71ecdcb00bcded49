"""Where the pages of the site stand: public addresses, and a page's twins in the other languages."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from trials.models import Study
from trials.query.cards import StudyCard


def absolute(path: str) -> str:
    """The public address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def study_url(study: Study | StudyCard) -> str:
    """The study's public address in the reader's language."""
    return absolute(reverse("study_detail", args=[study.slug]))


def twins(path: str, query: str = "") -> dict[str, Any]:
    """What a page in a language knows of itself in all: canonical_url, alternates (code, url), languages.

    `path` begins with a language; `query` with "?", or is empty.
    """
    _start, first, rest = [*path.split("/", 2), "", ""][:3]
    codes = dict(settings.LANGUAGES)
    paths = {code: f"/{code}/{quote(rest)}{query}" for code in codes}
    return {
        "canonical_url": absolute(paths[first]),
        "alternates": [(code, absolute(url)) for code, url in paths.items()],
        "languages": [
            {"code": code, "name": name, "url": paths[code], "current": code == first} for code, name in codes.items()
        ],
    }
