"""Whom a registry names at a study site, kept as it published them, marked so, and never written to a log."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from trials.actions.ingest.sites import Person
from trials.choices import ContactRole
from trials.models import Contact, StudySite

_LONGEST = {"name": 200, "phone": 50, "email": 254}


def contacts(place: StudySite, registry: str, people: Iterable[Person]) -> list[Contact]:
    """The contacts of a place, each once; those that cannot be reached, or do not fit, are left out.

    None of them is public until a person at the register makes it so.
    """
    found = {}
    for name, phone, email in people:
        reachable = _email(email)
        if (phone or reachable) and len(name) <= _LONGEST["name"] and len(phone) <= _LONGEST["phone"]:
            found[name, phone, reachable] = Contact(
                study_site=place,
                role=ContactRole.REGISTRY,
                name=name,
                phone=phone,
                email=reachable,
                registry=registry,
                is_public=False,
            )
    return list(found.values())


def same_people(held: Iterable[Contact], new: Iterable[Contact]) -> bool:
    """Whether the same people stand in both, with the same numbers and addresses."""
    one, other = ({(row.name, row.phone, row.email) for row in rows} for rows in (held, new))
    return one == other


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= _LONGEST["email"] else ""
