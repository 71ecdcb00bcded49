"""What of the register waits for a person: which study sites are to be asked again, and what is missing where.

Every selection takes the day (`today`), and `sites`: the hospitals that the asker answers for (`responsibility`), None
for all. Of a study that has ended, or is not public, nothing is asked.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trials.choices import RecruitmentStatus, ReportState
from trials.models import Contact, ErrorReport, SiteCoordinator, Study, StudySite

# A confirmation is fresh for so many days; then it is due, then late, and at last it counts no more.
FRESH, DUE, LATE = 30, 60, 90

Sites = Iterable[int] | None

_OVER = {
    RecruitmentStatus.COMPLETED,
    RecruitmentStatus.TERMINATED,
    RecruitmentStatus.WITHDRAWN,
    RecruitmentStatus.NO_LONGER_AVAILABLE,
    RecruitmentStatus.APPROVED_FOR_MARKETING,
}
# A site that said that it takes nobody in any more is not asked every month.
_CLOSED = {*_OVER, RecruitmentStatus.ACTIVE_NOT_RECRUITING}
_CAN_OPEN = {
    "",
    RecruitmentStatus.NOT_YET_RECRUITING,
    RecruitmentStatus.ANNOUNCED,
    RecruitmentStatus.SUSPENDED,
    RecruitmentStatus.TEMPORARILY_NOT_AVAILABLE,
    RecruitmentStatus.UNKNOWN,
}
# What we write ourselves, in bokmål and in English; nynorsk readers are shown bokmål.
_WRITTEN_OF_STUDIES = ("summary", "caution")
_WRITTEN_OF_SITES = ("note", "who_may_refer", "attach")


class Age(TextChoices):
    """How old a confirmation is, in the words of the queue."""

    FRESH = "fresh", _("Confirmed")
    DUE = "due", _("Due")
    LATE = "late", _("Late")
    LAPSED = "lapsed", _("No longer counts as confirmed")
    NEVER = "never", _("Never confirmed")


class Matter(TextChoices):
    """What a person is asked; the first three are decided on the row itself."""

    CONFIRM = "confirm", _("To be confirmed again")
    NEVER = "never", _("Never confirmed")
    OPENING = "opening", _("Expected opening has passed")
    CONTACT = "contact", _("Nobody to call")
    LANGUAGE = "language", _("Missing in one language")
    REPORT = "report", _("Reported errors")


DECIDED_ON_THE_ROW = (Matter.CONFIRM, Matter.NEVER, Matter.OPENING)


def age_of(verified_on: date | None, today: date) -> Age:
    """How old a confirmation given on a day (in Oslo) is."""
    if verified_on is None:
        return Age.NEVER
    days = (today - verified_on).days
    if days <= FRESH:
        return Age.FRESH
    return Age.DUE if days <= DUE else Age.LATE if days <= LATE else Age.LAPSED


def study_sites_for(matter: Matter, today: date, sites: Sites) -> QuerySet[StudySite]:
    """The study sites that a matter is about, the oldest first; `since` says since when, where that is known."""
    condition, since = _OF_STUDY_SITES[matter](today)
    return _of(_open_rows(), sites).filter(condition).annotate(since=since).order_by(*_oldest_first())


def studies_for_language(sites: Sites) -> QuerySet[Study]:
    """Public studies of which a text of ours stands in one language only; of nobody's own sites, so for editors."""
    rows = Study.objects.published() if sites is None else Study.objects.none()
    return rows.filter(_in_one_language(_WRITTEN_OF_STUDIES)).annotate(since=F("changed_at")).order_by(*_oldest_first())


def error_reports(sites: Sites) -> QuerySet[ErrorReport]:
    """What readers reported and nobody has answered, the oldest first; of studies at these hospitals alone."""
    rows = ErrorReport.objects.filter(state=ReportState.NEW)
    if sites is not None:
        rows = rows.filter(Exists(StudySite.objects.filter(study=OuterRef("study"), site__in=[*sites])))
    return rows.annotate(since=F("reported_at")).order_by("reported_at", "pk")


def _open_rows() -> QuerySet[StudySite]:
    return StudySite.objects.filter(study__in=Study.objects.published().exclude(recruitment_status__in=_OVER))


def _of(rows: QuerySet[StudySite], sites: Sites) -> QuerySet[StudySite]:
    return rows if sites is None else rows.filter(site__in=[*sites])


def _oldest_first() -> list[Any]:
    return [F("since").asc(nulls_first=True), "pk"]


def _to_confirm(today: date) -> tuple[Q, F]:
    """Sites whose confirmation is more than FRESH days old."""
    first_fresh = timezone.make_aware(datetime.combine(today - timedelta(days=FRESH), time.min))
    return Q(verified_at__lt=first_fresh) & ~Q(status__in=_CLOSED), F("verified_at")


def _never(today: date) -> tuple[Q, F]:
    """Sites that nobody ever confirmed: in Norway all, abroad where somebody looks after them."""
    looked_after = Exists(SiteCoordinator.objects.filter(site=OuterRef("site")))
    is_asked = Q(site__country="NO") | Q(looked_after)
    return Q(verified_at__isnull=True) & is_asked & ~Q(status__in=_OVER), F("status_as_of")


def _opening(today: date) -> tuple[Q, F]:
    """Sites that were expected to have opened by now: dates sort as text, and a part of today has not passed."""
    day = today.isoformat()
    has_passed = Q(expected_open_date__lt=day) & ~Q(expected_open_date__in=[day[:4], day[:7]])
    return has_passed & Q(status__in=_CAN_OPEN), F("expected_open_date")


def _without_contact(today: date) -> tuple[Q, F]:
    """Norwegian sites that take, or may take, patients, and have no phone or e-mail that a reader sees."""
    public = Exists(Contact.objects.filter(study_site=OuterRef("pk"), is_public=True))
    return Q(site__country="NO") & ~Q(public) & ~Q(status__in=_CLOSED), F("changed_at")


def _site_texts(today: date) -> tuple[Q, F]:
    return _in_one_language(_WRITTEN_OF_SITES), F("changed_at")


def _in_one_language(fields: Iterable[str]) -> Q:
    """Where a text stands in bokmål or in English, and not in the other."""
    found = Q()
    for field in fields:
        nb, en = Q(**{f"{field}_nb": ""}), Q(**{f"{field}_en": ""})
        found |= (nb & ~en) | (~nb & en)
    return found


_OF_STUDY_SITES = {
    Matter.CONFIRM: _to_confirm,
    Matter.NEVER: _never,
    Matter.OPENING: _opening,
    Matter.CONTACT: _without_contact,
    Matter.LANGUAGE: _site_texts,
}
