"""Being written."""

from django.http import HttpRequest, HttpResponse


def glossary(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def about(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def accessibility(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def privacy(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Being written."""
    return HttpResponse("")
