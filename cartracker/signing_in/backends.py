"""Whose password opens the door."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    """The password of an active account with a role; whoever loses either is nobody at once, in every session."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account may be signed in to at all. To everybody else the answer is that of a wrong password."""
        return super().user_can_authenticate(user) and user.is_staff
