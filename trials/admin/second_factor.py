"""The one place that decides which session may see the admin: one begun with a second factor, or with a passkey."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

KNOWN = "second_factor"


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person has shown a second factor in this session, not too long ago, and still has it.

    Who loses a factor, or has it removed, is out in every session at the next page. Asked once a request.
    """
    known = vars(request)
    if KNOWN not in known:
        known[KNOWN] = _has_shown_one(request)
    return bool(known[KNOWN])


def _has_shown_one(request: HttpRequest) -> bool:
    since = time.time() - settings.SESSION_COOKIE_AGE
    records = get_authentication_records(request, request.user)
    shown = {record["id"] for record in records if record["method"] == "mfa" and record["at"] > since}
    return bool(shown and Authenticator.objects.filter(user_id=request.user.pk, pk__in=shown).exists())


def owns_one(request: HttpRequest) -> bool:
    """Whether the person has set up a second factor at all."""
    return bool(Authenticator.objects.filter(user_id=request.user.pk).exists())
