"""A change of what the public sees: one transaction, whose last deed is to tell the index, once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from trials.actions.indexing import changed
from trials.models import Indication, Product, Site, Sponsor, Target
from trials.query.index.touched import studies_of


@dataclass
class _Touched:
    """What was written so far, and the studies to file anew for it."""

    studies: set[int] = field(default_factory=set)
    things: list[Any] = field(default_factory=list)
    is_written: bool = False


# What has words that are known, whether a study is linked to it or not.
THINGS = (Site, Sponsor, Product, Target, Indication)

_touched: ContextVar[_Touched | None] = ContextVar("_touched", default=None)


@contextmanager
def public_change(besides: Iterable[int] = ()) -> Iterator[None]:
    """One transaction; where `touch` was called in it, `changed` is, last of all, when nothing is locked any more.

    Inside another it is a part of that, which alone tells the index, at its own end. RuntimeError inside a transaction
    that is none of these, since it would go on to lock and to write. `besides` are studies (primary keys) that are
    filed anew as well if anything is written: those that a row belonged to before a form changed it.
    """
    outer = _touched.get()
    if outer is not None:
        outer.studies.update(besides)
        with transaction.atomic():
            yield
        return
    with transaction.atomic(durable=True):
        touched = _Touched({*besides})
        token = _touched.set(touched)
        try:
            yield
        finally:
            _touched.reset(token)
        if touched.is_written:
            here = [thing for thing in touched.things if thing.pk]
            changed(touched.studies, here, is_named=bool(touched.things))


def touch(records: Iterable[Any]) -> None:
    """Note that records are changed, with the studies that they lead to now.

    To be called in a `public_change`, else RuntimeError; before the writing where that takes something from a study.
    """
    touched = _touched.get()
    if touched is None:
        raise RuntimeError("What the public sees is changed inside of public_change() only.")
    rows = [*records]
    touched.studies |= studies_of(rows)
    touched.things += [row for row in rows if isinstance(row, THINGS)]
    touched.is_written |= bool(rows)
