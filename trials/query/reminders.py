"""Who is to be written to because something of theirs waits: the people of a hospital, each at most once a week."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from trials.models import Reminding, SiteCoordinator, StudySite
from trials.query.attention import Matter, study_sites_for

DAYS_BETWEEN = 7
# What a person at the hospital can say at once; the rest waits in the queue.
WRITTEN_OF = (Matter.CONFIRM, Matter.OPENING, Matter.NEVER)


@dataclass(frozen=True)
class Due:
    """A person, the language they are written to in, and the study sites that wait for them, the oldest first."""

    person: User
    language: str
    rows: list[StudySite]


def reminded_lately(today: date) -> datetime:
    """Who was written to at this moment or later is left in peace: days count, so that a weekly timer may be early."""
    return timezone.make_aware(datetime.combine(today - timedelta(days=DAYS_BETWEEN - 1), time.min))


def due_reminders(today: date) -> list[Due]:
    """Everybody with something due, by name of their account; six queries, whatever their number."""
    sites_by_person: dict[int, set[int]] = defaultdict(set)
    for person, site in _coordinators(today).values_list("user_id", "site_id"):
        sites_by_person[person].add(site)
    rows = _rows(today, set().union(*sites_by_person.values()))
    people = User.objects.filter(pk__in=sites_by_person).order_by("username").select_related("reminding")
    found = [
        Due(person, _language(person), [row for row in rows if row.site_id in sites_by_person[person.pk]])
        for person in people
    ]
    return [due for due in found if due.rows]


def _coordinators(today: date) -> QuerySet[SiteCoordinator]:
    """The hospitals' people who can be written to, may confirm, and were not written to in the last week."""
    may_confirm = Q(user__is_superuser=True) | Q(user__groups__permissions__codename="change_studysite")
    rows = SiteCoordinator.objects.filter(may_confirm, user__is_active=True, user__is_staff=True).distinct()
    lately = Reminding.objects.filter(reminded_at__gte=reminded_lately(today))
    return rows.exclude(user__email="").exclude(user__in=lately.values("user"))


def _rows(today: date, sites: Iterable[int]) -> list[StudySite]:
    """What waits at these hospitals, each study site once."""
    found: dict[int, StudySite] = {}
    for matter in WRITTEN_OF:
        rows = (
            study_sites_for(matter, today, sites).select_related("study", "site").prefetch_related("study__identifiers")
        )
        found |= {row.pk: row for row in rows if row.pk not in found}
    return list(found.values())


def _language(person: User) -> str:
    reminding: Reminding | None = getattr(person, "reminding", None)
    return reminding.language if reminding else "nb"
