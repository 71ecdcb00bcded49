"""The site's addresses, and one where something goes wrong."""

from typing import NoReturn

from django.http import HttpRequest
from django.urls import path

from cartracker import urls

SECRET = "a-secret-that-nobody-may-see"


def broken(request: HttpRequest, **_rest: str) -> NoReturn:
    """Fails in a way that nobody foresaw."""
    raise RuntimeError(SECRET)


urlpatterns = [
    path("nb/broken/", broken),
    path("en/broken/", broken),
    path("admin/broken/", broken),
    *urls.urlpatterns,
]

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
