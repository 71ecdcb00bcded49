"""Publications with results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from trials.outputs.evidence import publications


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """All publications, newest first."""
    return render(request, "trials/evidence.html", {"entries": publications(get_language() or "nb")})
