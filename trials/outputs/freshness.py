"""How fresh what a list shows is: which registries were read when, or from when its statuses are."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from trials.dates import PartialDate
from trials.models import Study
from trials.query.freshness import Freshness, freshness_of, good_ends
from trials.query.index.held import ALL_DATA, Index


@dataclass(frozen=True)
class FreshnessNote:
    """The registries that were read, and the others; `newest` is the newest date of a status where none was."""

    read: tuple[Freshness, ...]
    unread: tuple[Freshness, ...]
    newest: PartialDate | None = None

    @property
    def stale(self) -> list[Freshness]:
        """The registries that were read, but too long ago."""
        return [one for one in self.read if one.is_stale]


def freshness_note(index: Index, now: datetime) -> FreshnessNote:
    """How fresh the register is; asked once for each state of the data, in one query or two."""
    ends, newest = index.once((ALL_DATA,), "freshness", make=_asked)
    found = freshness_of(ends, now)
    read, unread = ([one for one in found if one.was_never_read is wanted] for wanted in (False, True))
    return FreshnessNote(tuple(read), tuple(unread), newest)


def _asked() -> tuple[dict[str, datetime], PartialDate | None]:
    ends = good_ends()
    return ends, None if ends else Study.objects.published().aggregate(newest=Max("status_as_of"))["newest"]
