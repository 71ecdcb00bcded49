"""Being written."""

from django.http import HttpRequest, HttpResponse


def indication_list(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def indication_detail(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")
