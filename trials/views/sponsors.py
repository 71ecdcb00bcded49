"""Being written."""

from django.http import HttpRequest, HttpResponse


def sponsor_list(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def sponsor_detail(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")
