"""What waits for one person: of which matters, how much, since when; and the rows of a matter, the oldest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from trials.admin.queue import WAITING, counts
from trials.admin.queue_rows import Place, Row, rows_of
from trials.query.attention import (
    DECIDED_ON_THE_ROW,
    Matter,
    Sites,
    error_reports,
    studies_for_language,
    study_sites_for,
)
from trials.query.responsibility import sites_of

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


@dataclass(frozen=True)
class Pile:
    """A kind of work: how much of it there is, since when the oldest waits, and where it is done."""

    name: str | Promise
    address: str
    count: int
    since: Any = None
    hint: str | Promise = ""


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
    "names": _("Hospitals and sponsors that we do not know"),
}


def _selections(matter: Matter, who: Asker) -> Iterator[QuerySet[Any]]:
    if matter == Matter.REPORT:
        yield error_reports(who.sites)
    else:
        yield study_sites_for(matter, who.today, who.sites)
    if matter == Matter.LANGUAGE and who.may("trials.change_study"):
        yield studies_for_language(who.sites)
