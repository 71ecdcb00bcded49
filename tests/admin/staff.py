"""People of the staff with what each may do, reading English."""

from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.signing_in import let_in

EVERYONE = {"view_study", "add_study", "change_study"}


def signed_in(name: str, permissions: set[str]) -> Client:
    """A person of the staff with these permissions on studies."""
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client(headers={"Accept-Language": "en"})
    let_in(client, user)
    return client


def writer(name: str = "writer") -> Client:
    """Who edits studies and sends them to review, and does not publish."""
    return signed_in(name, EVERYONE)


def editor(name: str = "editor") -> Client:
    """Who publishes studies as well."""
    return signed_in(name, EVERYONE | {"publish_study"})


def reader(name: str = "reader") -> Client:
    """Who only looks."""
    return signed_in(name, {"view_study"})
