"""Somebody who is signed in: with a second factor, as every page of the admin wants it."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
    AUTHENTICATION_METHODS_SESSION_KEY as METHODS,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PERIOD = 30


def let_in(client: Client, person: User) -> None:
    """Have the person signed in there, with an authenticator app that was used just now."""
    client.force_login(person)
    factor = Authenticator.objects.filter(user=person).first() or set_up_app(person)
    shown(client, person, method="mfa", id=factor.pk, type=factor.type)


def let_in_by_password(client: Client, person: User) -> None:
    """Have the person signed in there with a password alone."""
    client.force_login(person)
    shown(client, person, method="password", username=person.username)


def shown(client: Client, person: User, ago: float = 0, **what: object) -> None:
    """Have the session say that the person has shown this, so many seconds ago."""
    session = client.session
    session[METHODS] = [*session.get(METHODS, []), {"at": time.time() - ago} | what]
    session[WHOSE] = str(person.pk)
    session.save()


def set_up_app(person: User, secret: str = SECRET) -> Authenticator:
    """The authenticator app of a person, whose codes nobody has used: not even who had their number in another test."""
    cache.clear()
    app: Authenticator = TOTP.activate(person, secret).instance
    return app


def code_of(secret: str = SECRET, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + steps)))
