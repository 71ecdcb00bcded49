"""Being written."""

from django.http import HttpRequest, HttpResponse


def site_list(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def site_detail(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")
