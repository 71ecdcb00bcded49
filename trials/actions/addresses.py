"""The address that a study's page gets, where nobody wrote one."""

from collections.abc import Iterable
from typing import Any

from trials.choices import IdentifierScheme
from trials.models import FormerAddress, Study
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
    return _free(Study, next(filter(None, addresses), "study"), apart_from)


def free_address(model: type[Any], text: str) -> str:
    """An address for a new thing of `model`, from its name, that none has and that none had; two queries."""
    address = address_text(text, LONGEST) or str(model._meta.model_name)
    former = FormerAddress.objects.filter(kind=model._meta.model_name, slug__startswith=address)
    return _free(model, address, None, set(former.values_list("slug", flat=True)))


def _free(model: type[Any], address: str, apart_from: int | None, former: Iterable[str] = ()) -> str:
    known = model._default_manager.filter(slug__startswith=address).values_list("pk", "slug")
    taken = {slug for pk, slug in known if pk != apart_from} | set(former)
    count = 1
    found = address
    while found in taken:
        count += 1
        found = f"{address}-{count}"
    return found
