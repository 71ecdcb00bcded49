"""Whom a registry names for a study or one of its sites: kept as it published them, marked so, never logged."""

from collections.abc import Iterable
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from trials.actions.bulk import made
from trials.actions.ingest.sites import Person
from trials.choices import ContactRole
from trials.models import Contact, Study, StudyContact, StudySite
from trials.models.study_site import Reachable

_LONGEST = {"name": 200, "phone": 50, "email": 254}


def contacts(place: StudySite, registry: str, people: Iterable[Person]) -> list[Contact]:
    """The contacts of a place, each once; those that cannot be reached, or do not fit, are left out.

    None of them is public until a person at the register makes it so.
    """
    found = [made(Contact, is_public=False, **one) for one in _reachable(registry, people)]
    for contact in found:
        contact.study_site = place  # which may have no key yet
    return found


def study_contacts(study: Study, registry: str, people: Iterable[Person]) -> list[StudyContact]:
    """The contacts of the whole study. They are public: the registry publishes them to be asked by anyone."""
    return [made(StudyContact, study_id=study.pk, is_public=True, **one) for one in _reachable(registry, people)]


def _reachable(registry: str, people: Iterable[Person]) -> list[dict[str, str]]:
    found = {}
    for name, phone, email in people:
        address = _email(email)
        if (phone or address) and len(name) <= _LONGEST["name"] and len(phone) <= _LONGEST["phone"]:
            told = {"name": name, "phone": phone, "email": address}
            found[name, phone, address] = {"role": ContactRole.REGISTRY, "registry": registry, **told}
    return list(found.values())


def same_people(held: Iterable[Reachable], new: Iterable[Reachable]) -> bool:
    """Whether the same people stand in both, with the same numbers and addresses."""
    one, other = ({(row.name, row.phone, row.email) for row in rows} for rows in (held, new))
    return one == other


@lru_cache(maxsize=4096)
def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= _LONGEST["email"] else ""
