"""The places of a study: each is decided on by itself; and the source that a status comes from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from trials.choices import RecruitmentStatus, SourceKind
from trials.models import Contact, Site, Study, StudySite
from trials.models.study_site import ENDED

# A source: primary key, kind, as-of date.
SourceFacts = tuple[int, str, str | None]

# Status of a study at a site, and the date that this is from.
Status = tuple[str, str | None]

# What loading writes, and what every row has whoever wrote it.
_LOADED = {"id", "study", "site", "status", "status_as_of", "status_source", "version", "changed_at", "folded"}


@dataclass(frozen=True)
class HeldSite:
    """A place of a study as the register holds it."""

    row: StudySite
    has_contacts: bool

    @property
    def status(self) -> Status:
        """Status and its date."""
        return self.row.status, str(self.row.status_as_of) if self.row.status_as_of else None

    @property
    def is_used(self) -> bool:
        """Whether a person wrote anything about this place, so that it must not vanish."""
        written = [column for column in StudySite._meta.concrete_fields if column.name not in _LOADED]
        return self.has_contacts or any(getattr(self.row, column.attname) not in (None, "") for column in written)


@dataclass
class SitesChange:
    """What happens to the places of a study, by the slug of the site."""

    added: dict[str, Status] = field(default_factory=dict)
    changed: dict[str, Status] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def read_study_sites() -> Iterator[tuple[str, str, HeldSite]]:
    """Study, site and what is held of them together, of all; locked as the register's rows are."""
    with_contacts = set(Contact.objects.values_list("study_site_id", flat=True))
    studies = dict(Study.objects.values_list("pk", "slug"))
    sites = dict(Site.objects.values_list("pk", "slug"))
    for row in StudySite.objects.select_for_update():
        yield studies[row.study_id], sites[row.site_id], HeldSite(row, row.pk in with_contacts)


def merge_sites(base: dict[str, Status], held: dict[str, HeldSite], theirs: dict[str, Status]) -> SitesChange:
    """The catalogue's places into those that are held.

    A place that a person added, removed, gave another status or confirmed stays as it is; one that vanished from
    the catalogue goes, unless a person wrote anything about it.
    """
    change = SitesChange()
    for slug in dict.fromkeys([*theirs, *held]):
        ours, their, last = held.get(slug), theirs.get(slug), base.get(slug)
        if ours is None:
            _without_row(change, slug, last, theirs[slug])
        elif their == ours.status:
            continue
        elif last != ours.status or ours.row.verified_at or (their is None and ours.is_used):
            change.kept |= {slug} if their or last else set()
        elif their is None:
            change.removed.add(slug)
        else:
            change.changed[slug] = their
    return change


def _without_row(change: SitesChange, slug: str, last: Status | None, their: Status) -> None:
    if last is None:
        change.added[slug] = their
    else:
        change.kept.add(slug)


def recruits_after_the_end(study_status: str, held: dict[str, HeldSite], change: SitesChange) -> bool:
    """Whether the study would have ended while a place of it recruits (rule 2 of the register)."""
    statuses = {slug: site.status for slug, site in held.items() if slug not in change.removed}
    statuses |= change.added | change.changed
    return study_status in ENDED and any(word == RecruitmentStatus.RECRUITING for word, _ in statuses.values())


def source_of_status(sources: Iterable[SourceFacts], as_of: str | None) -> int | None:
    """The primary key of the source that a status of this date comes from; None when that is not certain.

    The source that carries the status's own date, a registry before others; else the only source there is, if it
    carries no date. Where several could have said it, none is named: an undated registry among copies of it was not
    read itself.
    """
    known = list(sources)
    dated = [source for source in known if as_of and source[2] == as_of]
    candidates = dated or [source for source in known if source[2] is None and len(known) == 1]
    registries = [source for source in candidates if source[1] == SourceKind.REGISTRY]
    chosen = registries or candidates
    return chosen[0][0] if len(chosen) == 1 else None
