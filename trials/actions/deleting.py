"""Delete what nobody uses, with its parts, and keep in the history who did it, when and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import router
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from trials.actions.public_change import public_change, touch
from trials.actions.saving import CHANGED, keep_history, sign
from trials.models import Study, Versioned
from trials.query.relations import Reference
from trials.query.uses import losing, uses


class DeletionRefused(Exception):
    """Something is not deleted, and why; its text tells the person, in their language."""


def never_deleted(thing: Any) -> str:
    """Why this is never deleted, whoever uses it; empty when it may be."""
    if isinstance(thing, Study) and thing.has_fixed_address:
        return _(
            "It has been public: others may have kept its address. Withdraw it instead, so that its page says why."
        )
    return ""


@public_change()
def delete(things: Sequence[Any], *, by: User | None, at: datetime, reason: str) -> None:
    """Delete `things`, of one model, with their parts: all of them or, with DeletionRefused, none.

    Whether anything uses them is asked under a lock. What named one of them and may name none, such as a status its
    source, names none from then on and has a new version.
    """
    if not things:
        return
    held = type(things[0])._base_manager.select_for_update().filter(pk__in=[thing.pk for thing in things])
    found = list(held.order_by("pk"))
    used = uses(found, named=0)
    for thing in found:
        if why := never_deleted(thing):
            raise DeletionRefused(f"{thing}: {why}")
        if used[thing.pk]:
            raise DeletionRefused(_("“%(name)s” is in use by now, so nothing was deleted.") % {"name": thing})
    let_go = losing(found)
    touch(found)
    _delete(found, by=by, at=at, reason=reason)
    note_loss(let_go, by=by, at=at, reason=reason)


def note_loss(let_go: Sequence[tuple[Reference, list[int]]], *, by: User | None, at: datetime, reason: str) -> None:
    """Give the rows that named something deleted, and now name nothing, a signed version that says so."""
    for reference, pks in let_go:
        rows = list(reference.model._base_manager.select_for_update().filter(pk__in=pks).order_by("pk"))
        for row in rows:
            sign(row, by=by, at=at, reason=reason)
        signed = [name for name in ("version", "changed_at") if hasattr(reference.model, name)]
        reference.model._base_manager.bulk_update(rows, signed, batch_size=500)
        keep_history(rows, CHANGED, at=at, reason=reason)
        touch(rows)


def _delete(things: Sequence[Any], *, by: User | None, at: datetime, reason: str) -> None:
    """Delete the things as Django does, but with each row that goes signed, so that its history says who and why."""
    collector = Collector(using=router.db_for_write(type(things[0])), origin=things[0])
    try:
        collector.collect(things)
    except (ProtectedError, RestrictedError) as error:
        raise DeletionRefused(_("A part of it is in use, so nothing was deleted.")) from error
    for rows in collector.data.values():
        for row in rows:
            if isinstance(row, Versioned):
                sign(row, by=by, at=at, reason=reason)
    collector.delete()
