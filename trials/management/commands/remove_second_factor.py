"""manage.py remove_second_factor: for whoever has lost it when no administrator is left who could remove it."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, no_translations


class Command(BaseCommand):
    """Removes the passkeys, the authenticator app and the recovery codes of a person."""

    help = "Remove every second factor of a person, who is signed out and sets up a new one at the next sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name the person signs in with."""
        parser.add_argument("username")

    @no_translations
    def handle(self, *, username: str, **options: Any) -> None:
        """Remove them; CommandError when nobody has the name."""
        if not User.objects.filter(username=username).exists():
            raise CommandError(f"Nobody signs in as {username}.")
        count, _by_model = Authenticator.objects.filter(user__username=username).delete()
        self.stdout.write(f"Removed: {count}.")
