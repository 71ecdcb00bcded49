"""Many studies changed at once: locked, compared with what the person saw, written, signed one by one.

A batch is `seen`: the version of each study, by primary key, that the person had before them. It holds at most BATCH
studies; whoever has more goes batch by batch, so that memory stays the same for any number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trials.actions.public_change import touch
from trials.actions.saving import BATCH, CHANGED, keep_history, sign
from trials.models import Study

__all__ = ["BATCH", "Changed", "Gone", "Outcome", "Refusal", "lock", "write"]

Seen = Mapping[int, int]


class Refusal(Exception):
    """A study that was left as it was, and why; its text tells the person, in their language."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self.study = study


class Gone(Refusal):
    """The study was deleted while the person had it before them."""

    def __str__(self) -> str:
        return _("It was deleted meanwhile.")


class Changed(Refusal):
    """The study was changed while the person had it before them; by whom and when, as far as history knows."""

    def __init__(self, study: Study, who: User | None, at: datetime | None) -> None:
        super().__init__(study)
        self.who = who
        self.at = at

    def __str__(self) -> str:
        words = {
            "who": name_of(self.who) or _("Someone"),
            "when": date_format(timezone.localtime(self.at), "DATETIME_FORMAT") if self.at else _("a moment ago"),
        }
        return _("%(who)s changed it meanwhile (%(when)s). Nothing was done: look at it again first.") % words


@dataclass
class Outcome:
    """The studies of a batch that were changed, and those that were left as they were."""

    done: list[Study] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def name_of(person: User | None) -> str:
    """What a person is called; empty for nobody in person."""
    return person.get_full_name() or person.get_username() if person else ""


def lock(seen: Seen) -> Outcome:
    """The studies that still are as they were seen, locked until the transaction ends, and the others' refusals.

    Four queries at most. The caller is in a transaction, and decides which of `done` it really writes.
    """
    held = list(Study.objects.select_for_update().filter(pk__in=seen).order_by("pk"))
    gone = [Gone(Study(pk=pk)) for pk in sorted(seen.keys() - {study.pk for study in held})]
    stale = [study for study in held if study.version != seen[study.pk]]
    return Outcome([study for study in held if study.version == seen[study.pk]], [*gone, *_changed(stale)])


def _changed(studies: Sequence[Study]) -> list[Refusal]:
    if not studies:
        return []
    entries = Study.history.filter(id__in=[study.pk for study in studies]).select_related("history_user")
    last = {(entry.id, entry.version): entry for entry in entries.order_by("history_id")}
    found = [(study, last.get((study.pk, study.version))) for study in studies]
    return [Changed(study, entry and entry.history_user, entry and entry.history_date) for study, entry in found]


def write(studies: Sequence[Study], *, by: User, at: datetime, reason: str, **values: Any) -> None:
    """Give these locked studies the same values: a version and an entry of history each, a few statements for all.

    The caller is in a `public_change`.
    """
    for study in studies:
        sign(study, by=by, at=at, reason=reason)
        for name, value in values.items():
            setattr(study, name, value)
    rows = Study.objects.filter(pk__in=[study.pk for study in studies])
    rows.update(version=F("version") + 1, changed_at=at, **values)
    keep_history(studies, CHANGED, at=at, reason=reason)
    touch(studies)
