"""What waits for one person: of which matters, how much, since when; and the rows of a matter, the oldest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from trials.admin.labels import language, numbers_of
from trials.admin.queue import WAITING, counts
from trials.models import ErrorReport, Study, StudySite
from trials.names import site_name
from trials.places import city_name
from trials.query.attention import (
    DECIDED_ON_THE_ROW,
    Matter,
    Sites,
    age_of,
    error_reports,
    studies_for_language,
    study_sites_for,
)
from trials.query.responsibility import sites_of

LONGEST_NAME = 100
# So many of the oldest rows stand on the first page.
FIRST_ROWS = 5
HINTS = {
    Matter.CONFIRM: _("Ask the site whether it is still so. After 30 days it is due, after 90 it counts no more."),
    Matter.NEVER: _("What stands here comes from a registry. Ask the site."),
    Matter.OPENING: _("Has it opened? If not: when is it expected to?"),
    Matter.CONTACT: _("A Norwegian site without a phone number or an e-mail address that readers see."),
    Matter.LANGUAGE: _("A text stands in Norwegian or in English, and not in the other."),
    Matter.REPORT: _("A reader says that something is wrong."),
}
# Of what is missing, nobody knows since when.
SINCE_UNKNOWN = {Matter.CONTACT, Matter.LANGUAGE}
# What a person must be allowed to do for a matter to be theirs.
NEEDS = {
    **dict.fromkeys(Matter, "trials.change_studysite"),
    Matter.REPORT: "trials.change_errorreport",
}
# Which rows a matter has, as kind and primary key.
Place = tuple[type, int]


@dataclass(frozen=True)
class Pile:
    """A kind of work: how much of it there is, since when the oldest waits, and where it is done."""

    name: str | Promise
    address: str
    count: int
    since: Any = None
    hint: str | Promise = ""


@dataclass(frozen=True)
class Row:
    """One row of the queue: what it is of, where, how things stand, and where it is seen to."""

    key: int
    name: str
    number: str
    where: str
    state: str | Promise
    since: Any
    address: str
    is_decided_here: bool = False


@dataclass(frozen=True)
class FirstPage:
    """The queue as the first page shows it: all piles, and the oldest rows of the first that is decided row by row."""

    piles: list[Pile]
    rows: list[Row] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How much waits in all."""
        return sum(pile.count for pile in self.piles)

    @property
    def oldest(self) -> list[tuple[Row, str]]:
        """The oldest rows, each with where it is decided."""
        return list(zip(self.rows, self.addresses, strict=True))


@dataclass(frozen=True)
class Asker:
    """Who asks, of which hospitals (None for all), on which day."""

    person: Any
    sites: Sites
    today: date

    def may(self, permission: str) -> bool:
        """Whether the person has a permission."""
        return bool(self.person.has_perm(permission))

    @property
    def matters(self) -> list[Matter]:
        """The matters that the person may see to."""
        return [matter for matter in Matter if self.may(NEEDS[matter])]


def asker(person: Any, site: int | None = None) -> Asker:
    """The person who is signed in, today; with `site`, narrowed to one of their hospitals."""
    sites = sites_of(person)
    if site is not None:
        sites = frozenset({site}) if sites is None else sites & {site}
    return Asker(person, sites, timezone.localdate())


def queue_of(who: Asker) -> list[Pile]:
    """All that waits for a person, matter by matter, then what imports left; a constant number of queries."""
    piles = [pile_of(matter, who) for matter in who.matters]
    return [*piles, *(_from_registries() if who.may("trials.change_study") else ())]


def first_page_of(who: Asker) -> FirstPage:
    """What the first page of the admin shows of the queue; a constant number of queries."""
    piles = queue_of(who)
    begin = next((matter for matter in DECIDED_ON_THE_ROW if matter in who.matters and _holds(piles, matter)), None)
    if begin is None:
        return FirstPage(piles)
    rows = rows_of(places(begin, who)[:FIRST_ROWS], begin, who.today)
    return FirstPage(piles, rows, [address_of(begin, row=row.key) for row in rows])


def _holds(piles: Sequence[Pile], matter: Matter) -> bool:
    return any(pile.count for pile in piles if pile.address == address_of(matter))


def pile_of(matter: Matter, who: Asker) -> Pile:
    """How much of a matter waits for a person; a query, and one more for texts."""
    found = [rows.order_by().aggregate(count=Count("pk"), first=Min("since")) for rows in _selections(matter, who)]
    since = None if matter in SINCE_UNKNOWN else found[0]["first"]
    return Pile(matter.label, address_of(matter), sum(one["count"] for one in found), since, HINTS[matter])


def places(matter: Matter, who: Asker) -> list[Place]:
    """The rows of a matter, the oldest first; a query, and one more for texts."""
    return [(rows.model, pk) for rows in _selections(matter, who) for pk in rows.values_list("pk", flat=True)]


def rows_of(page: Sequence[Place], matter: Matter, today: date) -> list[Row]:
    """A page of them, with what is shown of each; a few queries for each kind of row."""
    found: dict[Place, Row] = {}
    for model, build in ((StudySite, _of_study_site), (Study, _of_study), (ErrorReport, _of_report)):
        keys = [pk for kind, pk in page if kind is model]
        if keys:
            found |= {(model, one.pk): build(one, matter, today) for one in _with_names(model, keys)}
    return [found[place] for place in page if place in found]


def address_of(matter: Matter, **more: Any) -> str:
    """The list of a matter."""
    asked = {"kind": matter.value, **{name: value for name, value in more.items() if value}}
    return f"{reverse('admin:trials_studysite_queue')}?{urlencode(asked)}"


def _from_registries() -> Iterator[Pile]:
    held = counts()
    for kind in WAITING:
        address = f"{reverse('admin:trials_study_inbox')}?{urlencode({'kind': kind.value})}"
        yield Pile(_HEADINGS[kind.value], address, held[kind])


_HEADINGS = {
    "drafts": _("New studies from the registries"),
    "unsure": _("Perhaps for this register"),
    "same": _("Same study?"),
    "changes": _("Changes that registries propose"),
}


def _selections(matter: Matter, who: Asker) -> Iterator[QuerySet[Any]]:
    if matter == Matter.REPORT:
        yield error_reports(who.sites)
    else:
        yield study_sites_for(matter, who.today, who.sites)
    if matter == Matter.LANGUAGE and who.may("trials.change_study"):
        yield studies_for_language(who.sites)


def _with_names(model: type, keys: Iterable[int]) -> QuerySet[Any]:
    """Rows by primary key, with what they are called by."""
    if model is StudySite:
        return (
            StudySite.objects.filter(pk__in=keys).select_related("study", "site").prefetch_related("study__identifiers")
        )
    if model is Study:
        return Study.objects.filter(pk__in=keys).prefetch_related("identifiers")
    return ErrorReport.objects.filter(pk__in=keys).select_related("study").prefetch_related("study__identifiers")


def _of_study_site(here: StudySite, matter: Matter, today: date) -> Row:
    is_decided_here = matter in DECIDED_ON_THE_ROW
    page = reverse("admin:trials_studysite_change", args=[here.pk])
    part = "#contacts-group" if matter == Matter.CONTACT else ""
    return Row(
        here.pk,
        _name(here.study),
        _number(here.study),
        where(here),
        _state(here, matter, today),
        here.expected_open_date if matter == Matter.OPENING else here.verified_at,
        page + part,
        is_decided_here,
    )


def _state(here: StudySite, matter: Matter, today: date) -> str | Promise:
    """How old the confirmation is; for other matters, the status."""
    if matter == Matter.CONFIRM:
        return age_of(here.verified_at and timezone.localdate(here.verified_at), today).label
    return here.get_status_display() if here.status else _("No status")


def _of_study(study: Study, matter: Matter, today: date) -> Row:
    page = reverse("admin:trials_study_change", args=[study.pk])
    return Row(study.pk, _name(study), _number(study), "", Study._meta.verbose_name or "", None, page)


def _of_report(report: ErrorReport, matter: Matter, today: date) -> Row:
    page = f"{reverse('admin:index')}trials/errorreport/{report.pk}/change/"
    name = _name(report.study) if report.study else report.page
    number = _number(report.study) if report.study else ""
    return Row(report.pk, name, number, report.field, report.receipt, report.reported_at, page)


def where(here: StudySite) -> str:
    """The hospital with its city."""
    name, city = site_name(here.site, language()).text, city_name(here.site.city, language(), here.site.country)
    return name if here.site.is_undisclosed or city in name else f"{name}, {city}"


def _name(study: Study) -> str:
    return Truncator(str(study)).chars(LONGEST_NAME)


def _number(study: Study) -> str:
    return next(iter(numbers_of(study)), "")
