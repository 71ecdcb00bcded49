"""Errors in the site's own dress."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, with the fault named when we know it; in the dress of the admin for what was asked there."""
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    template = "admin/400.html" if request.path_info.startswith("/admin/") else "400.html"
    return render(request, template, {"reason": reason}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, for what an editor may not do."""
    return render(request, "403.html", {"reason": _("Your account does not give access to it.")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, for a form that did not come from a page of ours, or came too late."""
    text = _(
        "The form was open for too long, or was not sent from this site. Go back, load the page again and resend it."
    )
    return render(request, "403.html", {"reason": text}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with a search box."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, from a template that needs neither database nor language; nor this request, which something broke."""
    return HttpResponse(render_to_string("500.html"), status=500)
