"""A batch of new documents, written in one transaction: all of it, or nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_noop

from trials.actions.bulk import insert, made, new_keys, point_again, rewrite
from trials.actions.ingest.drafts import Draft, Place, draft_of, identifiers
from trials.actions.ingest.held import held
from trials.actions.ingest.making import addresses, write_drafts
from trials.actions.ingest.matching import Match, Number, matches, owners_of
from trials.actions.ingest.names import Names
from trials.actions.ingest.reading import Item, judge
from trials.actions.ingest.showing import show
from trials.actions.ingest.unnamed import unnamed
from trials.actions.ingest.updating import Update
from trials.actions.ingest.work import Work
from trials.actions.undisturbed import undisturbed
from trials.choices import Registry, Scope
from trials.models import (
    RegistryEntry,
    RegistryRecord,
    SameStudy,
    Source,
    Study,
)
from trials.models.fields import Packed

# What the history of a row that an import writes says, for each registry.
REASONS: dict[str, str] = {
    Registry.CTGOV: gettext_noop("Imported from ClinicalTrials.gov"),
    Registry.CTIS: gettext_noop("Imported from CTIS"),
    Registry.ICTRP: gettext_noop("Imported from ICTRP"),
}
# What of a study in a registry a new document changes.
_FED = ("record", "facts", "as_of", "changed_at", "version", "scope", "because", "study", "unnamed")


@undisturbed()
@transaction.atomic
def write(items: Sequence[Item], *, registry: str, names: Names, at: datetime) -> Counter[str]:
    """Write documents of one registry, each of another study; what became of them, counted.

    The counts are `new`, `changed` and `refused` documents; `drafts`, `unsure`, `not_ours` and `questions` among the
    new ones; `applied` and `proposed` changes.
    """
    records = _records(items, at)
    readable = [item for item in items if not item.problem]
    numbers = [item.registry_id for item in readable]
    entries = {
        entry.registry_id: entry
        for entry in RegistryEntry.objects.select_for_update().filter(registry=registry, registry_id__among=numbers)
    }
    batch = Batch(registry, names, at, records)
    known = [(item, entries[item.registry_id]) for item in readable if item.registry_id in entries]
    batch.meet([item for item in readable if item.registry_id not in entries])
    batch.meet_again(known)
    batch.write()
    batch.counts["refused"] = len(items) - len(readable)
    return batch.counts


class Batch:
    """What is written of a batch, in the order in which rows refer to each other; `by` somebody who decided it."""

    def __init__(
        self, registry: str, names: Names, at: datetime, records: dict[str, RegistryRecord], by: User | None = None
    ) -> None:
        self.registry, self.names, self.at, self.records = registry, names, at, records
        self.counts: Counter[str] = Counter()
        self.work = Work(at, REASONS[registry], by)
        self.new: list[RegistryEntry] = []
        self.changed: list[RegistryEntry] = []
        self.drafts: list[tuple[Draft, RegistryEntry]] = []
        self.updates: list[tuple[Item, RegistryEntry, dict[str, Any]]] = []
        self.questions: list[SameStudy] = []

    def meet(self, items: Sequence[Item]) -> None:
        """Records that we have never seen."""
        self.counts["new"] += len(items)
        for item in items:
            judge(item, self.names)
        fresh = [(item, self._entry(item)) for item in items]
        self.new = [entry for _item, entry in fresh]
        self._place(fresh)

    def meet_again(self, pairs: Sequence[tuple[Item, RegistryEntry]]) -> None:
        """Records that say something else than they did."""
        self.counts["changed"] += len(pairs)
        homeless = []
        for item, entry in pairs:
            before = entry.facts
            entry.record, entry.facts, entry.as_of = self.records[item.content_hash], item.facts, item.as_of
            entry.changed_at = self.at
            entry.version += 1
            self.changed.append(entry)
            if entry.study_id:
                self.updates.append((item, entry, before))
            elif not entry.decided_by_id:
                judge(item, self.names)
                entry.scope, entry.because = item.scope, item.proposal
                homeless.append((item, entry))
        self._place(homeless)

    def place_again(self, item: Item, entry: RegistryEntry) -> None:
        """A record that a person said is ours: of a study that we have, of a new one, or to be asked of again."""
        self.changed.append(entry)
        self._place([(item, entry)])

    def join(self, item: Item, entry: RegistryEntry, study: int) -> None:
        """A record that a person said is of this study: compared as one that is met for the first time."""
        self.changed.append(entry)
        entry.study_id, entry.scope = study, Scope.OURS
        self.updates.append((item, entry, {}))

    def draft(self, item: Item, entry: RegistryEntry) -> None:
        """A record that a person said is of none of our studies."""
        self.changed.append(entry)
        owners = owners_of([item])
        (match,) = matches([item], owners)
        self._draft([(item, entry, match)], set(owners))

    def _place(self, pairs: Sequence[tuple[Item, RegistryEntry]]) -> None:
        """Find out which study a record is of: one of ours, a new one, or none."""
        if not pairs:
            return
        items = [item for item, _entry in pairs]
        owners = owners_of(items)
        found = matches(items, owners)
        new = []
        for (item, entry), match in zip(pairs, found, strict=True):
            if match.study:
                entry.study_id, entry.scope = match.study, Scope.OURS
                self.updates.append((item, entry, {}))
            elif entry.scope == Scope.NOT_OURS:
                self.counts["not_ours"] += 1
            elif match.candidates:
                self.counts["questions"] += 1
                self._ask(entry, match)
            elif entry.scope == Scope.UNSURE:
                self.counts["unsure"] += 1
            else:
                self.counts["drafts"] += 1
                new.append((item, entry, match))
        self._draft(new, set(owners))

    def _ask(self, entry: RegistryEntry, match: Match) -> None:
        self.questions += [
            SameStudy(entry=entry, study_id=study, because=why, asked_at=self.at)
            for study, why in match.candidates.items()
        ]

    def _draft(self, new: Sequence[tuple[Item, RegistryEntry, Match]], taken: set[Number]) -> None:
        slugs = addresses([item for item, _entry, _match in new])
        places = map(Place, slugs, new_keys(Study, len(new)), new_keys(Source, len(new)))
        for (item, entry, match), place in zip(new, places, strict=True):
            self.drafts.append((draft_of(item, match, self.names, place, taken), entry))

    def _entry(self, item: Item) -> RegistryEntry:
        return made(
            RegistryEntry,
            registry=self.registry,
            registry_id=item.registry_id,
            record_id=self.records[item.content_hash].pk,
            facts=item.facts,
            as_of=item.as_of,
            scope=item.scope,
            because=item.proposal,
            first_seen_at=self.at,
            changed_at=self.at,
        )

    def write(self) -> None:
        """Drafts first, since entries refer to them; then what the entries say of studies that we hold."""
        write_drafts([draft for draft, _entry in self.drafts], self.work)
        for entry in self.changed:
            entry.unnamed = 0
        for draft, entry in self.drafts:
            entry.study_id = draft.study.pk
            entry.unnamed = unnamed(entry.facts, draft.places, self.names)
        self._update()
        self.counts["applied"], self.counts["proposed"] = len(self.work.changes), len(self.work.proposed)
        insert(self.new)
        rewrite(self.changed, _FED)
        point_again(self.questions)
        SameStudy.objects.bulk_create(self.questions, ignore_conflicts=True)
        self.work.write()
        show(entry.study_id for _item, entry, _before in self.updates if entry.study_id)

    def _update(self) -> None:
        concerned = [entry.study_id for _item, entry, _before in self.updates if entry.study_id]
        studies = held(concerned, entries_but_of=self.registry)
        joining = [item for item, _entry, before in self.updates if not before]
        taken = set(owners_of(joining)) if joining else set()
        for item, entry, before in self.updates:
            of_study = studies[entry.study_id or 0]
            if not before:
                for number in identifiers(item, of_study.study.pk, taken):
                    self.work.add(number)
            update = Update(item, of_study, before, self.records[item.content_hash], self.names, self.work)
            update.run()
            entry.unnamed = unnamed(entry.facts, update.places, self.names)


def _records(items: Sequence[Item], at: datetime) -> dict[str, RegistryRecord]:
    """A record for each document, by hash: the one we have, where a registry comes back to what it once said."""
    hashes = [item.content_hash for item in items]
    registry = items[0].registry
    known = RegistryRecord.objects.filter(registry=registry, content_hash__among=hashes).defer("body")
    found = {record.content_hash: record for record in known}
    new = {
        item.content_hash: made(
            RegistryRecord,
            registry=registry,
            registry_id=item.registry_id,
            content_hash=item.content_hash,
            body=Packed(item.document),
            received_at=at,
            problem=item.problem,
        )
        for item in items
        if item.content_hash not in found
    }
    insert([*new.values()])
    _learn([item for item in items if not item.problem], found)
    return found | new


def _learn(items: Iterable[Item], found: Mapping[str, RegistryRecord]) -> None:
    """Documents that the program has learned to read since they came say of what study they are."""
    learned = [(item, found[item.content_hash]) for item in items if item.content_hash in found]
    learned = [(item, record) for item, record in learned if record.problem]
    for item, record in learned:
        record.problem, record.registry_id = "", item.registry_id
    rewrite([record for _item, record in learned], ("problem", "registry_id"))
