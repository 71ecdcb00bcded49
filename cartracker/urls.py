"""Addresses of the site: the register's own under its languages, numbers, signing in, and Django's admin."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from trials.urls import without_language

urlpatterns = [
    path("admin/", include("cartracker.signing_in.urls")),
    path("admin/", admin.site.urls),
    *without_language,
    *i18n_patterns(path("", include("trials.urls"))),
]

handler400 = "trials.views.errors.bad_request"
handler403 = "trials.views.errors.permission_denied"
handler404 = "trials.views.errors.not_found"
handler500 = "trials.views.errors.server_error"
