"""Setting up a second factor, which then counts for the session in which it was done."""

from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpRequest, HttpResponse


class SetUpApp(ActivateTOTPView):
    """An authenticator app, shown to be set up by a first code."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The next page."""
        answer = super().form_valid(form)
        _count(self.request, Authenticator.Type.TOTP)
        return answer


class SetUpPasskey(AddWebAuthnView):
    """A passkey, made by the browser, a phone or a security key."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The next page."""
        answer = super().form_valid(form)
        _count(self.request, Authenticator.Type.WEBAUTHN)
        return answer


def _count(request: HttpRequest, kind: str) -> None:
    """The person has just used it. The session, which may now do more, gets another key."""
    post_authentication(request, Authenticator.objects.filter(user=request.user, type=kind).latest("pk"))
    request.session.cycle_key()
