"""What guards the way in: who is counted as one, what is kept of a failed try, and what the locked-out are told.

django-axes counts; these are its settings that are code (AXES_* in settings.py).
"""

from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

# What one subscriber or one ward commonly has: who changes address within it is still counted as one.
IPV4_PREFIX, IPV6_PREFIX = 24, 64


def network_of(request: HttpRequest) -> str | None:
    """The first address of the client's network; None where the connection has no address (a Unix socket).

    X-Real-IP counts only behind a proxy that sets it. X-Forwarded-For never does: whoever asks can begin it.
    """
    told = [request.META.get("REMOTE_ADDR", "")]
    if settings.TRUST_PROXY:
        told.insert(0, request.META.get("HTTP_X_REAL_IP", ""))
    return next((str(_network(address)) for address in map(_address, told) if address), None)


def _address(written: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(written.strip())
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _network(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return IPv4Network((address, IPV4_PREFIX), strict=False).network_address
    return IPv6Network((int(address), IPV6_PREFIX), strict=False).network_address


def client_in_log(_username: str, network: str | None, *_rest: object) -> str:
    """What the log says of a client: its network. In the place of the name people also type their password."""
    return f"someone at {network}"


class ForgetfulHandler(AxesDatabaseHandler):
    """Keeps of a failed try who was tried, from which network and when; nothing of what was sent, or with what."""

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """As axes does it, with the request emptied while it looks."""
        if request is None:
            return
        sent = request.GET, request.POST
        vars(request).update(axes_user_agent="", axes_path_info="", axes_http_accept="")
        request.GET = request.POST = QueryDict()
        try:
            super().user_login_failed(sender, credentials, request, **kwargs)
        finally:
            request.GET, request.POST = sent


def locked_out(request: HttpRequest, _refused: HttpResponse | None, credentials: dict[str, Any]) -> HttpResponse:
    """The page for whoever has failed too often: the same for names that exist and names that do not."""
    until = _locked_until(request, str(credentials["username"]))
    wait = max(until - timezone.now(), timedelta(seconds=1))
    context = admin.site.each_context(request) | {
        "title": _("Sign-in is locked"),
        "minutes": -(-wait // timedelta(minutes=1)),
        "until": until,
    }
    response = render(request, "admin/locked_out.html", context, status=429)
    response["Retry-After"] = str(-(-wait // timedelta(seconds=1)))
    add_never_cache_headers(response)
    return response


def _locked_until(request: HttpRequest, username: str) -> datetime:
    tried = AccessAttempt.objects.filter(username=username, ip_address=network_of(request))
    last: datetime = tried.values_list("attempt_time", flat=True).first() or timezone.now()
    return last + settings.AXES_COOLOFF_TIME
