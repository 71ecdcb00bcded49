"""Being written."""

from django.http import HttpRequest, HttpResponse


def evidence(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")
