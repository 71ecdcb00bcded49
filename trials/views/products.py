"""Being written."""

from django.http import HttpRequest, HttpResponse


def product_list(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def product_detail(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")
