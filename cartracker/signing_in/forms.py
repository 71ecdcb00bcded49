"""What people send to be let in. Every wrong password and code counts for the lock; what was sent is kept nowhere."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
PASSKEY_LIMIT = 20_000


class SignInForm(LoginForm):
    """A name and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"autocomplete": "username webauthn", "autofocus": True}
        self.fields["login"] = UsernameField(
            label=_("Username"), max_length=150, widget=forms.TextInput(attrs=attributes)
        )
        self.fields["password"] = _password()
        self.order_fields(["login", "password"])


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, from somebody who has no second factor yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password()


def _password() -> forms.CharField:
    attributes = {"autocomplete": "current-password"}
    return forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput(attrs=attributes))


class CountedCode(forms.Form):
    """A code of a second factor: tried at most as often as a password, and good for one use."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput(attrs=CODE)
        self.fields["code"] = forms.CharField(label=_("Code"), max_length=50, widget=widget)

    def clean_code(self) -> str:
        """The code; ValidationError when it is wrong, was used before, or too many were wrong."""
        _refuse_locked(context.request, self.user)
        try:
            with transaction.atomic():
                # One at a time, so that one code does not open two doors.
                User.objects.select_for_update().get(pk=self.user.pk)
                code: str = super().clean_code()  # type: ignore[misc]
                _use_up(self.authenticator, code)  # type: ignore[attr-defined]
        except ValidationError:
            AxesProxyHandler.user_login_failed(CountedCode, _credentials(self.user), context.request)
            raise
        return code


def _credentials(user: User) -> dict[str, str]:
    return {"username": user.get_username()}


def _refuse_locked(request: HttpRequest, user: User) -> None:
    """ValidationError where too many were wrong; the middleware then answers that sign-in is locked."""
    if not AxesProxyHandler.is_allowed(request, _credentials(user)):
        vars(request).update(axes_locked_out=True, axes_credentials=_credentials(user))
        raise get_adapter().validation_error("incorrect_code")


def _use_up(authenticator: Authenticator, code: str) -> None:
    """ValidationError for a code of an app that is no newer than the last one. A recovery code is crossed out anyway.

    allauth remembers codes in a cache of each process: another process would take them once more.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return
    secret, digits = decrypt(authenticator.data["secret"]), "".join(filter(str.isdigit, code))
    fits = (step for step in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, step)) == digits)
    step = max(fits, default=0)
    if step <= authenticator.data.get("last_step", 0):
        raise get_adapter().validation_error("incorrect_code")
    authenticator.data["last_step"] = step
    authenticator.save(update_fields=["data"])


class CodeForm(CountedCode, AuthenticateForm):
    """The code after the password."""


class CodeAgainForm(CountedCode, ReauthenticateByCodeForm):
    """A code once more, before second factors are changed."""


class NewAppForm(ActivateTOTPForm):
    """The first code of an app, which shows that it is set up. Its secret is on the same page: nothing to guess."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput(attrs=CODE | {"autofocus": False})
        self.fields["code"] = forms.CharField(label=_("Code that the app shows"), max_length=50, widget=widget)


class PasskeyField(forms.JSONField):
    """What a browser sends for a passkey; ValidationError for anything of another shape."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The object that was sent."""
        try:
            sent = super().to_python(value) if len(str(value or "")) <= PASSKEY_LIMIT else None
        except RecursionError:
            sent = None
        if not isinstance(sent, dict):
            raise get_adapter().validation_error("incorrect_code")
        return sent


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey to be added."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = PasskeyField()
        example = _("So that you can tell it from others, such as “phone” or “key in the drawer”.")
        self.fields["name"] = forms.CharField(label=_("Name"), required=False, max_length=50, help_text=example)
        alone = _("Sign in with it alone, without the password. It then asks for your finger, your face or a PIN.")
        self.fields["passwordless"] = forms.BooleanField(label=alone, required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """What was sent; ValidationError when no passkey can be read from it."""
        with _well_made():
            return super().clean()


class CheckedPasskey(AuthenticateWebAuthnForm):
    """A passkey that is used. It cannot be guessed, so a wrong one does not count; but it opens no lock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = PasskeyField()

    def clean_credential(self) -> Authenticator:
        """The passkey; ValidationError when it is not the person's."""
        if self.user:
            _refuse_locked(context.request, self.user)
        with _well_made():
            return super().clean_credential()


class PasskeyForm(CheckedPasskey):
    """A passkey after the password."""


class PasskeyAloneForm(CheckedPasskey, LoginWebAuthnForm):
    """A passkey without a password."""


class PasskeyAgainForm(CheckedPasskey, ReauthenticateWebAuthnForm):
    """A passkey once more, before second factors are changed."""


@contextmanager
def _well_made() -> Iterator[None]:
    """ValidationError for whatever goes wrong while the object is read: allauth expects it to be well made."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, struct.error) as error:
        raise get_adapter().validation_error("incorrect_code") from error
