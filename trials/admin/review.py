"""One study as registries and we have it: what is proposed, theirs beside ours, and the names that we do not know."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trials.actions.batches import name_of
from trials.actions.ingest.deciding import Choice, fingerprint
from trials.actions.ingest.held import Held, held
from trials.admin.diffing import Pieces, side_by_side
from trials.admin.fact_words import LONG, label_of, value_in_words
from trials.choices import Decision, Registry
from trials.identifiers import registry_url
from trials.models import DecidedField, ProposedChange, RegistryEntry, StudySite
from trials.query.facts import CONTACTS, SITE_STATUS, Key, is_empty

THEIRS, OURS, LATER = "theirs", "ours", "later"


@dataclass(frozen=True)
class Decided:
    """Who decided our value, and when; a site that confirmed its status decided it."""

    who: str
    at: datetime | None
    by_site: bool = False


@dataclass(frozen=True)
class Proposal:
    """A row of the page: a fact, theirs and ours in words, who says so since when, and what the person chose."""

    change: ProposedChange
    label: str
    theirs: str
    ours: str
    their_pieces: Pieces
    our_pieces: Pieces
    source: str
    source_address: str
    as_of: str
    decided: Decided | None
    seen: str
    choice: str = LATER

    @property
    def name(self) -> str:
        """The name of its radio buttons."""
        return f"change-{self.change.pk}"


@dataclass(frozen=True)
class Review:
    """All that waits in a study; `entries` are the registries' records of it."""

    held: Held
    proposals: list[Proposal]
    entries: list[RegistryEntry]


def review_of(study: int, chosen: Mapping[str, str], language: str) -> Review:
    """The study's page; `chosen` are the radio buttons that were sent. A constant number of queries."""
    of_study = held([study], lock=False)[study]
    changes = ProposedChange.objects.filter(study=study, decision=Decision.PENDING).select_related("site")
    decided = decided_of(study)
    confirmed = _confirmations(study)
    rows = [_row(change, of_study, {**confirmed, **decided}, chosen, language) for change in changes.order_by("pk")]
    return Review(of_study, sorted(rows, key=lambda row: row.label), of_study.entries)


def decided_of(study: int) -> dict[Key, Decided]:
    """Who decided which facts of the study; one query."""
    rows = DecidedField.objects.filter(study=study).exclude(field=CONTACTS).select_related("by")
    return {row.key: Decided(name_of(row.by), row.at) for row in rows}


def choices_sent(data: Mapping[str, str], pks: Collection[str]) -> list[Choice]:
    """What was chosen for these changes; what is decided later is left out."""
    found = []
    for pk in pks:
        chosen = data.get(f"change-{pk}", LATER)
        if chosen in (THEIRS, OURS):
            found.append(Choice(int(pk), data.get(f"seen-{pk}", ""), takes_theirs=chosen == THEIRS))
    return found


def source_address(entry: RegistryEntry) -> str:
    """The record's page at its registry; empty where it has none."""
    scheme = next((one[0] for one in entry.facts.get("identifiers", ())), entry.registry)
    return registry_url(scheme, entry.registry_id) or ""


def _row(
    change: ProposedChange, of_study: Held, decided: Mapping[Key, Decided], chosen: Mapping[str, str], language: str
) -> Proposal:
    ours = of_study.value(change.key)
    theirs_words, ours_words = (value_in_words(change.field, value, language) for value in (change.theirs, ours))
    pieces = side_by_side(theirs_words, ours_words) if _are_long(change, ours) else ([], [])
    entry = next((one for one in of_study.entries if one.registry == change.registry), None)
    return Proposal(
        change,
        label_of(change.key, change.site, language),
        theirs_words,
        ours_words,
        *pieces,
        str(Registry(change.registry).label),
        source_address(entry) if entry else "",
        change.as_of.format(language) if change.as_of else "",
        decided.get(change.key),
        fingerprint(ours, change.theirs),
        chosen.get(f"change-{change.pk}", LATER),
    )


def _are_long(change: ProposedChange, ours: Any) -> bool:
    return change.field in LONG and not is_empty(change.theirs) and not is_empty(ours)


def _confirmations(study: int) -> dict[Key, Decided]:
    rows = StudySite.objects.filter(study=study, verified_at__isnull=False).select_related("verified_by")
    return {
        (SITE_STATUS, "", row.site_id): Decided(name_of(row.verified_by), row.verified_at, by_site=True) for row in rows
    }
