"""Studies by number."""

from contextlib import suppress

from trials.choices import IdentifierScheme, PublicationState
from trials.identifiers import InvalidIdentifier, match_key, recognise
from trials.models import Study, StudyIdentifier


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


def numbers_of(scheme: str) -> list[str]:
    """The numbers of this scheme that our studies have, in their order; withdrawn studies are followed no longer."""
    held = StudyIdentifier.objects.filter(scheme=scheme).exclude(study__publication_state=PublicationState.WITHDRAWN)
    return list(held.order_by("value").values_list("value", flat=True).distinct())
