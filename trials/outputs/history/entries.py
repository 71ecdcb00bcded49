"""The entries in the history of a record, newest first."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from trials.models import Versioned
from trials.outputs.history.names import person_name
from trials.outputs.history.shapes import Entry
from trials.outputs.history.versions import Key, versions_of
from trials.outputs.history.wording import time_in_words
from trials.outputs.history.writer import Writer


def entries_of(record: Any, model: type[Versioned], pk: int, keys: Iterable[Key], language: str) -> list[Entry]:
    """The entries with these keys, in their order; `record` is None when it was deleted."""
    keys = list(keys)
    versions = versions_of(model, pk, keys)
    writer = Writer(record, versions, language)
    people = User.objects.in_bulk({key.who for key in keys if key.who is not None})
    return [
        Entry(
            number,
            who_in_words(people.get(key.who or 0), key.reason),
            key.at,
            time_in_words(key.at, language),
            reason_in_words(key.who, key.reason),
            writer.things(key),
        )
        for number, key in enumerate(keys, 1)
    ]


def who_in_words(person: Any, reason: str | None) -> str:
    """Whoever made a change; a change that nobody in person made gives the reason it was made for."""
    if person is not None:
        return person_name(person)
    return _("The register itself (catalogue)") if reason else _("Not recorded")


def reason_in_words(who: int | None, reason: str | None) -> str:
    """Why, as the person wrote it, or as the register says it in the reader's language."""
    return _(reason) if reason and who is None else reason or ""
