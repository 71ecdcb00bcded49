"""The pages that explain: words of the field, how the register is made, accessibility and privacy."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from trials.outputs.freshness import freshness_note
from trials.outputs.glossary import letters, terms
from trials.outputs.overview import totals
from trials.query.index.held import current
from trials.views.statuses import statuses


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the field in plain language."""
    found = terms(get_language() or "nb")
    return render(request, "trials/glossary.html", {"terms": found, "letters": letters(found)})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the register covers, how it is made, and how fresh it is."""
    index = current()
    note = freshness_note(index, timezone.now())
    context = {
        "totals": totals(index),
        "statuses": statuses(index, get_language() or "nb"),
        "note": note,
        "unread": {one.registry.value for one in note.unread},
    }
    return _prose(request, "about", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, and whom to tell when it is not."""
    return _prose(request, "accessibility", {})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about the reader and about persons named in the register."""
    return _prose(request, "privacy", {})


def _prose(request: HttpRequest, page: str, context: dict[str, object]) -> HttpResponse:
    text = f"trials/prose/{page}_{get_language() or 'nb'}.html"
    return render(request, f"trials/{page}.html", context | {"text": text, "contact_email": settings.CONTACT_EMAIL})
