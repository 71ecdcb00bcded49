"""What changed in a study at one time and who says so; and that studies came into the register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from trials.choices import Cause, Registry
from trials.dates import PartialDate, format_date, format_days
from trials.models import StudyChange
from trials.outputs.changes.phrases import Phrase, phrase
from trials.outputs.changes.sentences import sentences
from trials.outputs.rows import StudyRow
from trials.query.changes import Arrivals, monday_of


@dataclass(frozen=True)
class Entry:
    """One item of a list of changes: the study, or none where many came in at once; what changed, who says so.

    `key` tells it from all others for ever. `said_by` is empty where the register itself is meant; `is_new` says that
    the study came in.
    """

    key: str
    at: datetime
    row: StudyRow | None
    sentences: list[Phrase]
    said_by: str
    date: PartialDate | date
    language: str
    is_new: bool = False

    @property
    def provenance(self) -> str:
        """Who says so, and as of when: "ClinicalTrials.gov, 1 March 2026"."""
        day = self.date
        words = day.format(self.language) if isinstance(day, PartialDate) else format_date(day, self.language)
        return f"{self.said_by}, {words}" if self.said_by else words


@dataclass(frozen=True)
class WeekOfEntries:
    """A week with what changed in it."""

    monday: date
    heading: str
    entries: list[Entry] = field(default_factory=list)


def studies_of(changes: Iterable[StudyChange], new: Arrivals) -> list[int]:
    """The studies (primary keys) whose rows the entries need."""
    return list(dict.fromkeys([*(change.study_id for change in changes), *new.single]))


def entries(changes: Iterable[StudyChange], new: Arrivals, rows: Mapping[int, StudyRow], language: str) -> list[Entry]:
    """The changes and the new studies, newest first. What one document changed at once is one entry."""
    groups: dict[tuple[int, datetime, str], list[StudyChange]] = {}
    for change in changes:
        groups.setdefault((change.study_id, change.at, change.registry), []).append(change)
    found = [_changed(group, rows[group[0].study_id], language) for group in groups.values()]
    found += [_arrived(at, rows[pk], language) for pk, at in new.single.items()]
    found += [_arrived_together(day, many, language) for day, many in new.in_bulk.items()]
    return sorted(found, key=lambda entry: (-entry.at.timestamp(), entry.key))


def by_week(found: Iterable[Entry], language: str) -> list[WeekOfEntries]:
    """The entries under their weeks, both in the order given."""
    weeks: dict[date, WeekOfEntries] = {}
    for entry in found:
        monday = monday_of(timezone.localdate(entry.at))
        week = weeks.setdefault(monday, WeekOfEntries(monday, week_heading(monday, language)))
        week.entries.append(entry)
    return list(weeks.values())


def week_heading(monday: date, language: str) -> str:
    """The ISO week in words: "Week 10, 2–8 March 2026"."""
    sunday = date.fromordinal(monday.toordinal() + 6)
    return _("Week %(number)d, %(days)s") % {
        "number": monday.isocalendar().week,
        "days": format_days(monday, sunday, language),
    }


def _changed(group: list[StudyChange], row: StudyRow, language: str) -> Entry:
    first = group[0]
    is_of_registry = first.cause == Cause.REGISTRY
    return Entry(
        f"studies/{row.study.slug}/{first.at:%Y-%m-%dT%H:%M:%S.%f}/{first.registry.lower() or 'editors'}",
        first.at,
        row,
        sentences(group, language),
        str(Registry(first.registry).label) if is_of_registry else _("The register’s editors"),
        (first.as_of if is_of_registry else None) or timezone.localdate(first.at),
        language,
    )


def _arrived(at: datetime, row: StudyRow, language: str) -> Entry:
    told = phrase(language, _("New in the register"))
    return Entry(f"studies/{row.study.slug}/new", at, row, [told], "", timezone.localdate(at), language, is_new=True)


def _arrived_together(day: date, many: Mapping[int, datetime], language: str) -> Entry:
    count = len(many)
    told = ngettext("%(n)s study was added to the register", "%(n)s studies were added to the register", count)
    return Entry(f"new/{day}", max(many.values()), None, [phrase(language, told, n=str(count))], "", day, language)
