"""The address that a study's page gets, where nobody wrote one."""

from collections.abc import Iterable

from trials.choices import IdentifierScheme
from trials.models import Study
from trials.text import address_text

# Characters: a title makes a long address, and a number that is counted up must find room behind it.
LONGEST = 60
# Numbers that say nothing to a reader who meets them in an address, or that others use as well.
NOT_OF_A_REGISTRY = {IdentifierScheme.SPONSOR_PROTOCOL, IdentifierScheme.REK}


def propose_slug(acronym: str, numbers: Iterable[tuple[str, str]], title: str, *, apart_from: int | None = None) -> str:
    """An address that no other study has, from the acronym, else a registry's number, else the title; one query.

    `numbers` are pairs of scheme and value, in any order; `apart_from` is the study's own primary key. An address
    that is taken gets -2, -3 and so on.
    """
    known = [*IdentifierScheme.values]
    registered = [
        (known.index(scheme), value) for scheme, value in numbers if scheme in known and scheme not in NOT_OF_A_REGISTRY
    ]
    candidates = [acronym, *(value for _, value in sorted(registered)), title]
    addresses = [address_text(candidate, LONGEST) for candidate in candidates]
    return _free(next(filter(None, addresses), "study"), apart_from)


def _free(address: str, apart_from: int | None) -> str:
    known = Study.objects.filter(slug__startswith=address).values_list("pk", "slug")
    taken = {slug for pk, slug in known if pk != apart_from}
    count = 1
    found = address
    while found in taken:
        count += 1
        found = f"{address}-{count}"
    return found
