"""What changed in the studies of a question, for the public: what and when, by week."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone
from pyroaring import BitMap

from trials.models import Study, StudyChange
from trials.query.facts import COLUMNS, COUNTRY, COUNTRY_STATUS, PLACES, SITE, SITE_STATUS, SPONSOR
from trials.query.index.held import ALL_DATA, Index
from trials.query.studies import StudyList

# The facts whose changes are told; a change of anything else has no words yet, and is not public.
TOLD = (*COLUMNS, SPONSOR, COUNTRY, COUNTRY_STATUS, SITE, SITE_STATUS, PLACES)
# More studies than this of one day came in one load: that is no news of each.
BULK = 20
# A page of weeks holds at least as many lines, where there are any more.
LINES = 100


@dataclass(frozen=True)
class Arrivals:
    """When studies (primary keys) were first published: each, or by day where many came at once."""

    single: dict[int, datetime] = field(default_factory=dict)
    in_bulk: dict[date, dict[int, datetime]] = field(default_factory=dict)

    def of(self, studies: BitMap) -> "Arrivals":
        """Those of these studies; a day on which many came stays one."""
        bulk = {day: {pk: at for pk, at in many.items() if pk in studies} for day, many in self.in_bulk.items()}
        return Arrivals(
            {pk: at for pk, at in self.single.items() if pk in studies},
            {day: many for day, many in bulk.items() if many},
        )

    def between(self, start: datetime, end: datetime) -> "Arrivals":
        """Those from `start` until before `end`."""
        return Arrivals(
            {pk: at for pk, at in self.single.items() if start <= at < end},
            {day: many for day, many in self.in_bulk.items() if start <= max(many.values()) < end},
        )

    @property
    def times(self) -> list[datetime]:
        """When each line of them was."""
        return [*self.single.values(), *(max(many.values()) for many in self.in_bulk.values())]


@dataclass(frozen=True)
class Week:
    """An ISO week in which something changed, by its Monday, and how many lines it has."""

    monday: date
    lines: int

    @property
    def start(self) -> datetime:
        """Its first moment in Oslo."""
        return timezone.make_aware(datetime.combine(self.monday, time.min))

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return timezone.make_aware(datetime.combine(self.monday + timedelta(days=7), time.min))


@dataclass(frozen=True)
class ChangeList:
    """The changes of the studies that a question holds: by page the weeks that have any, newest first."""

    changes: QuerySet[StudyChange]
    new: Arrivals
    pages: list[list[Week]]

    def within(self, found: list[Week]) -> tuple[list[StudyChange], Arrivals]:
        """What changed, and what came in, in these weeks, which follow each other; one query."""
        start, end = found[-1].start, found[0].end
        changes = self.changes.filter(at__gte=start, at__lt=end).select_related("site", "study")
        return list(changes), self.new.between(start, end)


def changes_of(studies: StudyList) -> ChangeList:
    """The changes of the studies of a question without faults; two queries, and one for each state of the data."""
    held = studies.found
    changes, new = public_changes(held if studies.narrowed else None), arrivals_in(studies.index).of(held)
    return ChangeList(changes, new, in_pages(weeks(changes, new)))


def latest(count: int) -> tuple[list[StudyChange], Arrivals]:
    """The newest changes, as many as one study at one time has of them counted once, and arrivals; two queries."""
    found: dict[tuple[int, datetime], list[StudyChange]] = {}
    for change in public_changes().select_related("site", "study")[: LINES * count]:
        found.setdefault((change.study_id, change.at), []).append(change)
    new = arrivals()
    single = sorted(new.single.items(), key=lambda item: item[1], reverse=True)[:count]
    changes = [change for group in list(found.values())[:count] for change in group]
    return changes, Arrivals(dict(single), new.in_bulk)


def public_changes(studies: Iterable[int] | None = None) -> QuerySet[StudyChange]:
    """The changes of published studies since each was first published, newest first; `studies` narrows them."""
    found = StudyChange.objects.filter(at__gte=F("study__first_published_at"), field__in=TOLD)
    if studies is None:
        found = found.filter(study__in=Study.objects.published())
    else:
        found = found.filter(study__pk__among=studies)
    return found.order_by("-at", "-pk")


def arrivals() -> Arrivals:
    """When each published study was first published; one query."""
    return _by_day(_published())


def arrivals_in(index: Index) -> Arrivals:
    """The same, for which the database is asked once for each state of the data."""
    return _by_day(index.once((ALL_DATA,), "arrivals", make=_published))


def _published() -> dict[datetime, BitMap]:
    """The studies that were first published at each time, which those that came together share."""
    found: dict[datetime, list[int]] = {}
    for pk, at in Study.objects.published().order_by("pk").values_list("pk", "first_published_at"):
        if at:
            found.setdefault(at, []).append(pk)
    return {at: BitMap(pks) for at, pks in found.items()}


def _by_day(published: dict[datetime, BitMap]) -> Arrivals:
    day_of = {at: timezone.localdate(at) for at in published}
    days: Counter[date] = Counter()
    for at, studies in published.items():
        days[day_of[at]] += len(studies)
    found = Arrivals()
    for at, studies in published.items():
        many = days[day_of[at]] > BULK
        (found.in_bulk.setdefault(day_of[at], {}) if many else found.single).update(dict.fromkeys(studies, at))
    return found


def weeks(changes: QuerySet[StudyChange], new: Arrivals) -> list[Week]:
    """The weeks in which anything changed or came in, newest first; one query."""
    rows = changes.annotate(week=TruncWeek("at")).order_by().values_list("week").annotate(Count("pk"))
    lines = Counter({timezone.localdate(week): count for week, count in rows})
    lines.update(monday_of(timezone.localdate(at)) for at in new.times)
    return [Week(monday, lines[monday]) for monday in sorted(lines, reverse=True)]


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def in_pages(found: list[Week]) -> list[list[Week]]:
    """Whole weeks, so many to a page that it has LINES lines at least; the last may have fewer."""
    pages: list[list[Week]] = []
    for week in found:
        if not pages or sum(one.lines for one in pages[-1]) >= LINES:
            pages.append([])
        pages[-1].append(week)
    return pages
