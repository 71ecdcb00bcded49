"""Studies by number."""

from contextlib import suppress

from trials.choices import IdentifierScheme
from trials.identifiers import InvalidIdentifier, match_key, recognise
from trials.models import Study


def studies_with_number(number: str) -> list[Study]:
    """The published studies that have this number, in any writing; a protocol number may belong to several.

    Where none is published, the withdrawn ones, whose pages say why.
    """
    text = number.strip().strip("/")
    keys = {match_key(scheme, value) for scheme, value in recognise(text)}
    with suppress(InvalidIdentifier):
        keys.add(match_key(IdentifierScheme.SPONSOR_PROTOCOL, text))
    having = Study.objects.filter(identifiers__match_key__in=keys).distinct().order_by("pk")
    return list(having.published()) or list(having.withdrawn())
