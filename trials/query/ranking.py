"""The order of a list of studies. Every order ends in the primary key, so that it is the same each time."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from trials.choices import Phase
from trials.query.memberships import StudyFacts


class Sort(TextChoices):
    """The orders a list can have."""

    UPDATED = "updated", _("Last changed")
    START = "start", _("Start date")
    PHASE = "phase", _("Phase")
    SIZE = "size", _("Size")
    RELEVANCE = "relevance", _("Relevance")


PHASE_RANK = {phase: rank for rank, phase in enumerate(Phase.values) if phase != Phase.NOT_APPLICABLE}

# Newest, latest phase and largest first; studies that do not state the fact come last.
KEYS: dict[str, Callable[[StudyFacts], Any]] = {
    Sort.UPDATED: lambda facts: facts.last_registry_update,
    Sort.START: lambda facts: facts.start_date,
    Sort.PHASE: lambda facts: PHASE_RANK.get(facts.phase),
    Sort.SIZE: lambda facts: facts.sample_size,
}


def in_order(members: Iterable[int], sort: str, facts: dict[int, StudyFacts], scores: dict[int, float]) -> list[int]:
    """The members, largest key first and those without one last; relevance falls back on last changed."""
    by_pk = sorted(members)
    if sort == Sort.RELEVANCE:
        newest_first = in_order(by_pk, Sort.UPDATED, facts, scores)
        return sorted(newest_first, key=lambda pk: -scores.get(pk, 0.0))
    key = KEYS[sort]
    stated = [pk for pk in by_pk if key(facts[pk]) is not None]
    unstated = [pk for pk in by_pk if key(facts[pk]) is None]
    # `reverse` keeps equal keys in the order they came in, which is that of their primary keys.
    return sorted(stated, key=lambda pk: key(facts[pk]), reverse=True) + unstated
