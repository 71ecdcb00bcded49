"""The order of a list of studies. Every order ends in the primary key, so that it is the same each time."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from trials.choices import Phase
from trials.query.memberships import StudyFacts
from trials.query.nearest import Nearest


class Sort(TextChoices):
    """The orders a list can have."""

    NEAR = "near", _("Nearest open first")
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


def in_order(members: Iterable[int], sort: str, facts: dict[int, StudyFacts]) -> list[int]:
    """The members, largest key first and those without one last."""
    by_pk = sorted(members)
    key = KEYS[sort]
    stated = [pk for pk in by_pk if key(facts[pk]) is not None]
    unstated = [pk for pk in by_pk if key(facts[pk]) is None]
    # `reverse` keeps equal keys in the order they came in, which is that of their primary keys.
    return sorted(stated, key=lambda pk: key(facts[pk]), reverse=True) + unstated


def by_relevance(ordered: list[int], scores: Mapping[int, int]) -> list[int]:
    """Members in an order, highest score first; equal ones stay in it."""
    return sorted(ordered, key=lambda pk: -scores.get(pk, 0))


def by_nearness(members: Iterable[int], facts: dict[int, StudyFacts], nearest: Mapping[int, Nearest]) -> list[int]:
    """The members, nearest open first, as `Nearest.order` says; equal ones as last changed. Each has a place."""
    return sorted(in_order(members, Sort.UPDATED, facts), key=lambda pk: nearest[pk].order)
