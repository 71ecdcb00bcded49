"""The pages of signing in and of second factors: those of django-allauth that are used, and no others.

Sign-up, e-mail addresses and passwords forgotten have no page: an administrator invites (trials/admin/inviting.py).
"""

from collections.abc import Callable
from typing import Any

from allauth.account.views import logout, reauthenticate
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.contrib import admin
from django.http import HttpResponseBase
from django.urls import URLPattern, path, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cartracker.signing_in.views import SetUpApp, SetUpPasskey

View = Callable[..., HttpResponseBase]


def _page(route: str, name: str, title: str | Promise, view: View) -> URLPattern:
    framed: Any = admin.site.framed(view, title)  # type: ignore[attr-defined]
    return path(route, framed, name=name)


INDEX = reverse_lazy("mfa_index")
AGAIN = _("Confirm that it is you")

urlpatterns = [
    path("login/", admin.site.login, name="account_login"),
    path("login/again/", require_POST(logout), name="account_logout"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    _page("login/code/", "mfa_authenticate", _("Second step"), factors.authenticate),
    _page("security/", "mfa_index", _("Sign-in security"), factors.index),
    _page("security/confirm/password/", "account_reauthenticate", AGAIN, reauthenticate),
    _page("security/confirm/code/", "mfa_reauthenticate", AGAIN, factors.reauthenticate),
    _page("security/confirm/passkey/", "mfa_reauthenticate_webauthn", AGAIN, passkeys.reauthenticate_webauthn),
    _page("security/app/", "mfa_activate_totp", _("Set up an authenticator app"), SetUpApp.as_view()),
    _page(
        "security/app/remove/",
        "mfa_deactivate_totp",
        _("Remove the authenticator app"),
        app.DeactivateTOTPView.as_view(success_url=INDEX),
    ),
    _page("security/passkey/", "mfa_add_webauthn", _("Add a passkey"), SetUpPasskey.as_view()),
    _page(
        "security/passkey/<int:pk>/remove/",
        "mfa_remove_webauthn",
        _("Remove a passkey"),
        passkeys.RemoveWebAuthnView.as_view(success_url=INDEX),
    ),
    _page("security/codes/", "mfa_view_recovery_codes", _("Recovery codes"), codes.view_recovery_codes),
    _page("security/codes/new/", "mfa_generate_recovery_codes", _("New recovery codes"), codes.generate_recovery_codes),
]
