"""What waits for a person after an import: of which kinds, how many, in which order, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Sum, TextChoices
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from trials.actions.ingest.scoping import made_by_import
from trials.admin.labels import numbers_of
from trials.choices import Decision, PublicationState, Registry, Scope
from trials.models import ProposedChange, RegistryEntry, SameStudy, Study

LONGEST_TITLE = 140


class Kind(TextChoices):
    """What a person is asked."""

    DRAFTS = "drafts", _("New study")
    UNSURE = "unsure", _("Perhaps ours")
    SAME = "same", _("Same study?")
    CHANGES = "changes", _("Changes")
    NAMES = "names", _("Unknown names")
    NOT_OURS = "not-ours", _("Rejected")


# What was rejected waits for nobody; it can be looked through, and overruled.
WAITING = (Kind.DRAFTS, Kind.UNSURE, Kind.SAME, Kind.CHANGES, Kind.NAMES)
# What is asked of a study, on its own page; the others are asked of a record.
OF_STUDIES = (Kind.CHANGES, Kind.NAMES)
Place = tuple[Kind, int]
_FIRST = Min("first_seen_at")


@dataclass(frozen=True)
class Waiting:
    """A row of the queue: what it is about, and how many decisions it holds."""

    kind: Kind
    title: str
    number: str
    source: str
    since: datetime
    count: int
    address: str


def places(kinds: Iterable[Kind] = WAITING) -> list[Place]:
    """What waits, as kind and primary key (of a study, or of an entry), the oldest of a kind first."""
    return [(kind, pk) for kind in kinds for pk in _keys(kind)]


def counts() -> dict[Kind, int]:
    """How many wait of each kind; a query for each."""
    return {kind: _keys(kind).count() for kind in WAITING}


def waiting(page: Sequence[Place], only: Kind | None) -> list[Waiting]:
    """The rows of a page of the queue; three queries at most. `only` is the kind that the queue is limited to."""
    entries = {
        entry.pk: entry
        for entry in RegistryEntry.objects.filter(pk__in=[pk for kind, pk in page if kind not in OF_STUDIES])
        .annotate(questions=Count("candidates"))
        .order_by("pk")
    }
    studies = (
        Study.objects.filter(pk__in=[pk for kind, pk in page if kind in OF_STUDIES])
        .prefetch_related("identifiers", "registry_entries")
        .in_bulk()
    )
    asked = {
        Kind.CHANGES: _pending().filter(study__in=studies).values_list("study").annotate(Min("since"), Count("pk")),
        Kind.NAMES: _unnamed().filter(study__in=studies).values_list("study").annotate(_FIRST, Sum("unnamed")),
    }
    told = {(kind, study): (first, number) for kind in OF_STUDIES for study, first, number in asked[kind]}
    rows = []
    for kind, pk in page:
        address = address_of((kind, pk), only)
        if (kind, pk) in told and pk in studies:
            rows.append(_of_study(kind, studies[pk], *told[kind, pk], address))
        elif pk in entries and kind not in OF_STUDIES:
            rows.append(_of_entry(kind, entries[pk], address))
    return rows


def address_of(place: Place, only: Kind | None) -> str:
    """The page where it is decided; it leads on through the same queue."""
    kind, pk = place
    page = "trials_study_review" if kind in OF_STUDIES else "trials_study_record"
    return reverse(f"admin:{page}", args=[pk]) + (f"?{urlencode({'kind': only})}" if only else "")


def next_after(here: Place, only: Kind | None) -> str:
    """Where the queue leads on: to what comes after this, else to what was left before it, else to the queue."""
    queue = places([only] if only else WAITING)
    at = queue.index(here) if here in queue else -1
    # A record can wait for two answers; the page is the same.
    others = [place for place in (*queue[at + 1 :], *queue[: max(at, 0)]) if place != here]
    if others:
        return address_of(others[0], only)
    return reverse("admin:trials_study_inbox")


def _keys(kind: Kind) -> QuerySet[RegistryEntry, int] | QuerySet[ProposedChange, int]:
    entries = RegistryEntry.objects.order_by("first_seen_at", "pk").values_list("pk", flat=True)
    is_asked = Exists(SameStudy.objects.filter(entry=OuterRef("pk"), is_same__isnull=True))
    if kind == Kind.DRAFTS:
        return entries.filter(
            made_by_import("study_id"),
            scope=Scope.OURS,
            decided_by__isnull=True,
            study__publication_state=PublicationState.DRAFT,
            study__first_published_at__isnull=True,
        )
    if kind == Kind.UNSURE:
        return entries.filter(~is_asked, scope=Scope.UNSURE, study__isnull=True)
    if kind == Kind.SAME:
        return entries.filter(is_asked, study__isnull=True)
    if kind == Kind.NOT_OURS:
        return entries.filter(scope=Scope.NOT_OURS)
    if kind == Kind.NAMES:
        named = _unnamed().values("study").annotate(first=_FIRST)
        return named.order_by("first", "study").values_list("study", flat=True)
    grouped = _pending().values("study").annotate(first=Min("since"))
    return grouped.order_by("first", "study").values_list("study", flat=True)


def _pending() -> QuerySet[ProposedChange]:
    return ProposedChange.objects.filter(decision=Decision.PENDING)


def _unnamed() -> QuerySet[RegistryEntry]:
    """Records of published studies that name hospitals or sponsors we do not have."""
    return RegistryEntry.objects.filter(unnamed__gt=0, study__publication_state=PublicationState.PUBLISHED)


def _of_study(kind: Kind, study: Study, first: datetime, number: int, address: str) -> Waiting:
    registries = dict.fromkeys(str(Registry(entry.registry).label) for entry in study.registry_entries.all())
    return Waiting(
        kind,
        Truncator(str(study)).chars(LONGEST_TITLE),
        next(iter(numbers_of(study)), ""),
        ", ".join(registries),
        first,
        number,
        address,
    )


def _of_entry(kind: Kind, entry: RegistryEntry, address: str) -> Waiting:
    title = entry.facts.get("acronym") or entry.facts.get("public_title", "")
    return Waiting(
        kind,
        Truncator(title).chars(LONGEST_TITLE),
        entry.registry_id,
        str(Registry(entry.registry).label),
        entry.first_seen_at,
        max(getattr(entry, "questions", 0), 1) if kind == Kind.SAME else 1,
        address,
    )
