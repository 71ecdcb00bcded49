"""What stood at an address before it was merged into another."""

from collections.abc import Iterable

from trials.models import FormerAddress
from trials.models.former_address import KINDS


def former_addresses(kind: str, slugs: Iterable[str]) -> dict[str, str]:
    """Where these addresses lead now, those of them that lead on; one query, and none for a kind that never merges.

    `kind` is the model's name in lower case. An address leads straight to what is there, however often it moved.
    """
    if kind not in KINDS:
        return {}
    found = FormerAddress.objects.filter(kind=kind, slug__in=slugs)
    return dict(found.values_list("slug", f"{kind}__slug"))
