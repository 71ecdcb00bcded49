"""Merge two sponsors, study sites or products that are one in truth."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from trials.actions.joining import Disagreement, take_over
from trials.actions.leading_on import lead_facts_on
from trials.actions.moving import Signature, carry_out, plan_move
from trials.actions.public_change import public_change, touch
from trials.models import FormerAddress, Product, Site, Sponsor

# Only these can be merged, and only into their own kind.
KINDS: tuple[type[Any], ...] = (Sponsor, Site, Product)


class MergeRefused(Exception):
    """Two things that are not merged, and why; its text tells the person, in their language."""


class ChangedMeanwhile(MergeRefused):
    """A thing is no longer what the person saw: `seen` is the version that was, `thing` what is there now."""

    def __init__(self, thing: Any, seen: int) -> None:
        super().__init__(_("“%(name)s” was changed meanwhile, so nothing was merged.") % {"name": thing})
        self.thing, self.seen = thing, seen


class PlacesDisagree(MergeRefused):
    """Studies that list both sites and say different things of them, all of them."""

    def __init__(self, disagreements: Sequence[Disagreement]) -> None:
        super().__init__(_("Some studies list both sites and say different things of them. Nothing was merged."))
        self.disagreements = disagreements


@public_change()
def merge(
    *, keep: Any, gone: Any, by: User | None, at: datetime, reason: str, seen: dict[int, int] | None = None
) -> dict[str, int]:
    """Merge `gone` into `keep`, all of it or, with MergeRefused, nothing.

    Everything that referred to the one refers to the other; blanks are filled, the name becomes an alias, the address
    leads on; the other is deleted. Each row that changes has one new version. `seen` holds the versions, by primary
    key, that the person saw. Gives the number of rows moved by the name of their model.
    """
    keep, gone = _locked(keep, gone, seen or {})
    move = plan_move(keep, gone)
    if move.disagreements:
        raise PlacesDisagree(move.disagreements)
    touch([keep, gone])
    signature = Signature(by, at, reason)
    carry_out(move, signature)
    take_over(keep, gone)
    _take_over_links(keep, gone)
    signature.put_on(keep)
    keep.save()
    _lead_on(keep, gone)
    if isinstance(keep, Site):
        lead_facts_on(keep, gone)
    signature.put_on(gone)
    gone.delete()
    return {model._meta.label: len(rows) for model, rows in move.changed.items() if rows}


def refuse_the_impossible(keep: Any, gone: Any) -> None:
    """MergeRefused for what can never be one: other kinds, the thing itself, hospitals in two countries."""
    if type(keep) is not type(gone) or not isinstance(keep, KINDS):
        raise MergeRefused(_("Only two sponsors, two study sites or two products can be merged."))
    if keep.pk == gone.pk:
        raise MergeRefused(_("“%(name)s” cannot be merged with itself.") % {"name": keep})
    if isinstance(keep, Site) and keep.country != gone.country:
        raise MergeRefused(
            _("“%(one)s” and “%(other)s” lie in different countries. Correct the country first, if they are one.")
            % {"one": keep, "other": gone}
        )


def _locked(keep: Any, gone: Any, seen: dict[int, int]) -> tuple[Any, Any]:
    """Both as they are now, locked until the transaction ends."""
    refuse_the_impossible(keep, gone)
    # Rows that refer to these may be saved meanwhile; whoever merges or edits these has to wait.
    held = type(keep)._base_manager.select_for_update(no_key=True).filter(pk__in=[keep.pk, gone.pk])
    found = {row.pk: row for row in held.order_by("pk")}
    for thing in (keep, gone):
        if thing.pk not in found:
            raise MergeRefused(
                _("“%(name)s” is no longer there: it was merged or deleted meanwhile.") % {"name": thing}
            )
        if found[thing.pk].version != seen.get(thing.pk, found[thing.pk].version):
            raise ChangedMeanwhile(found[thing.pk], seen[thing.pk])
    refuse_the_impossible(found[keep.pk], found[gone.pk])
    return found[keep.pk], found[gone.pk]


def _take_over_links(keep: Any, gone: Any) -> None:
    """What the other is linked to, such as targets, where the kept one is linked to nothing."""
    for links in keep._meta.many_to_many:
        through, owner = links.remote_field.through, f"{links.m2m_field_name()}_id"
        if not through._default_manager.filter(**{owner: keep.pk}).exists():
            through._default_manager.filter(**{owner: gone.pk}).update(**{owner: keep.pk})


def _lead_on(keep: Any, gone: Any) -> None:
    """Let the other's address, and those that led to it, lead to the kept thing."""
    kind = keep._meta.model_name
    FormerAddress.objects.filter(**{kind: gone}).update(**{kind: keep})
    FormerAddress.objects.update_or_create(kind=kind, slug=gone.slug, defaults={kind: keep})
    FormerAddress.objects.filter(kind=kind, slug=keep.slug).delete()


@transaction.atomic
def disagreements(keep: Any, gone: Any) -> list[Disagreement]:
    """What keeps two sites from being merged: what they say differently of one place of a study. Nothing is written."""
    return plan_move(keep, gone).disagreements if isinstance(keep, Site) else []
