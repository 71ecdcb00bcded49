"""What django-allauth asks of the project: who may come in, what people are told, and what is kept secret."""

import base64
import secrets
import time
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy

NAME = "CAR-T tracker"
WRONG_CODE = gettext_lazy("The code is wrong, or has been used before. Write the one that is shown now.")
WRONG_PASSKEY = gettext_lazy("The passkey was not accepted. Try again, or sign in with your password.")
# Of what allauth tells after something was done, what says more than the page that follows.
TOLD = {
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
}
WAYS = {
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
    "reauthenticate": gettext_lazy("Use the password"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts that administrators give; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "Wrong username or password. Capital and small letters are told apart."
        ),
        "incorrect_password": gettext_lazy("The password is wrong."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """The way out for somebody who has left, and whose passkey is as good as ever."""
        if user.is_active and user.is_staff:
            return None
        request.session.flush()
        messages.error(request, WRONG_PASSKEY)
        return redirect("account_login")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How somebody shows once more who they are: by a second factor, and by the password only without one."""
        ways = [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]
        return [way for way in ways if way["id"] != "reauthenticate"] or ways

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether it is too long ago that the person showed who they are, to change how they do it.

        Signing in counts: whoever has just done so is not asked again at once.
        """
        user = context.request.user
        method = "mfa" if Authenticator.objects.filter(user_id=user.pk).exists() else "password"
        shown = [one["at"] for one in get_authentication_records(context.request, user) if one["method"] == method]
        return not shown or time.time() - max(shown) > REAUTHENTICATION_TIMEOUT

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Tell in our own words, or not at all."""
        if told := message or TOLD.get(message_template or ""):
            messages.add_message(request, level, told, extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors, whose secrets the database alone does not give away."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def get_totp_label(self, user: Any) -> str:
        """What the app on the phone calls the account."""
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        """The code to point a camera at, as an element of the page: a picture as data is refused by our policy."""
        picture = super().build_totp_svg(url)
        return picture[picture.index("<svg") :]

    def encrypt(self, text: str) -> str:
        """The secret as the database holds it, readable with the site's key alone."""
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; when the site's key has been changed, another one, which no code agrees with."""
        try:
            return _safe().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        """What a passkey is called when its owner does not say."""
        return _("Passkey %(number)d") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser and the phone call the site."""
        return super().get_public_key_credential_rp_entity() | {"name": NAME}


def _safe() -> MultiFernet:
    keys = (f"second factor {key}".encode() for key in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)))
    return MultiFernet([Fernet(base64.urlsafe_b64encode(sha256(key).digest())) for key in keys])
