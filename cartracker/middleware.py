"""What holds for every answer of the site: headers, language, and no input that is bad on its face."""

import re
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from trials.views.errors import bad_request

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# `web-share` is left out: Chromium logs an error for it.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MAX_VALUE = 200
MAX_QUERY = 8000
# No question has that many; Django's own limit leaves room for the long forms of the admin.
MAX_PARAMETERS = 1000


def is_admin(request: HttpRequest) -> bool:
    """Whether the address is one of the admin's."""
    return request.path_info.startswith("/admin/")


def security_headers(get_response: GetResponse) -> GetResponse:
    """The headers that keep others out, on every answer.

    Django's own middleware sets some of them, but not on static files, nor on errors that are found before it.
    """
    headers = {
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy for public pages, and the admin's own."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy by path: only the admin may run scripts of ours, and without Trusted Types."""
        parts = super().get_policy_parts(request, response, report_only)
        if is_admin(request) and not report_only:
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


def preferred_language(request: HttpRequest) -> str:
    """The first language of Accept-Language that we have; "no" is bokmål, and so is everything else."""
    known = dict(settings.LANGUAGES)
    for code, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        language = code.split("-")[0]
        if language in known and quality:
            return language
        if language == "no":
            break
    return str(settings.LANGUAGE_CODE)


def language_of_editor(request: HttpRequest) -> str:
    """The language that was chosen in the admin, kept in its cookie; the preferred one when none of ours was."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else preferred_language(request)


def language_of_path(get_response: GetResponse) -> GetResponse:
    """Activate the language the address begins with; for addresses without one, the reader's.

    In the admin the cookie of a choice comes first; no other address looks at it.

    Django's LocaleMiddleware would do the same and add `Vary: Accept-Language` to pages that do not vary.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        first = request.path_info.split("/", 2)[1] if request.path_info.startswith("/") else ""
        has_language = first in dict(settings.LANGUAGES)
        in_admin = is_admin(request)
        readers = language_of_editor if in_admin else preferred_language
        language = first if has_language else readers(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not has_language:
            patch_vary_headers(response, ["Accept-Language", *(["Cookie"] if in_admin else [])])
        return response

    return middleware


def refuse_bad_input(get_response: GetResponse) -> GetResponse:
    """Answer 400 to control characters and over-long values in path or query.

    NUL is an error on PostgreSQL alone and an over-long search on SQLite alone, so neither may reach a database.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        fault = fault_of_address(request)
        return bad_request(request, BadRequest(fault)) if fault else get_response(request)

    return middleware


def fault_of_address(request: HttpRequest) -> str:
    """What is wrong with the address, in the reader's words; empty when nothing is."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > MAX_QUERY or len(request.path_info) > MAX_QUERY or query.count("&") >= MAX_PARAMETERS:
        return _("The address is too long.")
    parameters: Any = request.GET
    texts = [text for name, values in parameters.lists() for text in (name, *values)]
    if any(CONTROL.search(text) for text in (request.path_info, *texts)):
        return _("The address contains a control character.")
    for name, values in parameters.lists():
        if max(map(len, (name, *values))) > MAX_VALUE:
            return _("“%(name)s” is too long: at most %(limit)d characters.") % {"name": name[:30], "limit": MAX_VALUE}
    return ""
