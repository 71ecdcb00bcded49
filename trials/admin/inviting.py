"""Invitations: a link with which a person chooses a password of their own, once and within a week.

The link is signed and kept nowhere. It ends when the password is chosen, when the person signs in, and when the account
is deactivated or changes its e-mail address.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _


class Invitations(PasswordResetTokenGenerator):
    """Signs invitations, and tells good ones."""

    key_salt = "trials.admin.inviting"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}{user.is_staff}"


INVITATIONS = Invitations()


def invitation_to(person: User) -> str:
    """The whole address that the person opens."""
    key = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("admin:invitation", kwargs={"uidb64": key, "token": INVITATIONS.make_token(person)})
    return f"{settings.SITE_URL}{path}"


class AcceptInvitation(PasswordResetConfirmView):
    """Where an invited person chooses a password. A link that is none is told nothing of whom it might be for."""

    form_class: Any = SetPasswordForm
    template_name = "admin/signing_in/invitation.html"
    token_generator = INVITATIONS
    success_url = reverse_lazy("admin:login")

    def get_user(self, uidb64: str) -> User | None:
        """Whom the invitation is for, if they may sign in."""
        person: User | None = super().get_user(uidb64)
        return person if person and person.is_active and person.is_staff else None

    def form_valid(self, form: Any) -> HttpResponse:
        """On to signing in."""
        messages.success(self.request, _("Your password is chosen. Sign in with it."))
        return super().form_valid(form)


accept_invitation = AcceptInvitation.as_view()
