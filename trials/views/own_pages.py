"""A page of the public site, by its path."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from trials.choices import PublicationState
from trials.models import Study

MOST_CHARACTERS = 300
# They say nothing of a study: the form itself, what became of a report, and a file.
WITHOUT_FACTS = {"report", "report_received", "change_feed"}


@dataclass(frozen=True)
class OwnPage:
    """A page of ours: its path, and the study that it is about, if any."""

    path: str
    study: Study | None


def own_page(path: str) -> OwnPage | None:
    """The page at this path; None where there is none that shows facts, or its study was never public."""
    language = path.split("/", 2)[1] if path.startswith("/") else ""
    if language not in dict(settings.LANGUAGES) or len(path) > MOST_CHARACTERS:
        return None
    try:
        with translation.override(language):
            match = resolve(path)
    except Resolver404:
        return None
    if match.url_name in WITHOUT_FACTS:
        return None
    if not (match.url_name or "").startswith("study_") or "slug" not in match.kwargs:
        return OwnPage(path, None)
    seen = Study.objects.filter(publication_state__in=[PublicationState.PUBLISHED, PublicationState.WITHDRAWN])
    study = seen.filter(slug=match.kwargs["slug"]).first()
    return OwnPage(path, study) if study else None
