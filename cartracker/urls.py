"""Addresses of the site: the register's own, and Django's admin."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("trials.urls")),
]

handler400 = "trials.views.errors.bad_request"
handler403 = "trials.views.errors.permission_denied"
handler404 = "trials.views.errors.not_found"
handler500 = "trials.views.errors.server_error"
