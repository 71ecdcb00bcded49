"""A page of a record's history."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from trials.models import Versioned
from trials.outputs.history.entries import entries_of
from trials.outputs.history.names import person_name
from trials.outputs.history.shapes import Entry
from trials.outputs.history.versions import NOBODY, Key, begins_later, keys_of, people_of
from trials.query.parts import past

PER_PAGE = 25


@dataclass(frozen=True)
class Person:
    """Someone who changed the record; `value` is what asks for their changes alone."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class HistoryPage:
    """Entries, newest first, and what stands around them; with a `fault` in what was asked there are none."""

    entries: list[Entry]
    page: Page[Any]
    people: list[Person]
    fault: str
    begins_later: bool


def history_page(
    record: Any, model: type[Versioned], pk: int, *, language: str, page: str = "", by: str = ""
) -> HistoryPage:
    """A page of the history of a record; `record` is None when it was deleted.

    `by` asks for the changes of one person: the key of an account, or 0 for changes that nobody in person made.
    A page beyond the last is the last.
    """
    ever = people_of(model, pk)
    people = _people(ever, by)
    fault = "" if not by or any(one.is_chosen for one in people) else _("Nobody with this key changed the record.")
    keys = keys_of(model, pk, int(by) if by and not fault else None)
    asked = Paginator(keys.none() if fault else keys, PER_PAGE).get_page(page or 1)
    entries = entries_of(record, model, pk, [Key(*key) for key in asked], language)
    return HistoryPage(entries, asked, people, fault, not asked.has_next() and begins_later(model, pk))


def changes_since(record: Any, version: int, part: Any, part_version: int, language: str) -> list[Entry]:
    """What was changed in a record after the version that a person saw, or in a part of it after that one's."""
    seen = [(record, version)] + ([(part, part_version)] if part is not None else [])
    times = [
        past(type(row)).objects.filter(id=row.pk, version__gt=number).order_by("history_id")[:1] for row, number in seen
    ]
    dates = [row.history_date for rows in times for row in rows]
    if not dates:
        return []
    keys = keys_of(type(record), record.pk, since=min(dates))[:PER_PAGE]
    return entries_of(record, type(record), record.pk, [Key(*key) for key in keys], language)


def _people(ever: set[int | None], by: str) -> list[Person]:
    accounts = User.objects.in_bulk({pk for pk in ever if pk is not None})
    named = [Person(str(pk), person_name(account), str(pk) == by) for pk, account in accounts.items()]
    named.sort(key=lambda one: one.name.casefold())
    nobody = [Person(str(NOBODY), _("Nobody in person"), str(NOBODY) == by)] if None in ever else []
    return named + nobody
