"""One record against the study that we hold: what is written of it by itself, and what a person is asked."""

from collections.abc import Iterable, Sequence
from typing import Any

from trials.actions.ingest.comparing import Verdict, verdict
from trials.actions.ingest.contacts import contacts, same_people, study_contacts
from trials.actions.ingest.held import Held
from trials.actions.ingest.names import Names
from trials.actions.ingest.reading import Item
from trials.actions.ingest.sites import Places, people_of, stated, stated_with
from trials.actions.ingest.taking import Taking
from trials.actions.ingest.work import Work
from trials.choices import RecruitmentStatus
from trials.models import ProposedChange, RegistryRecord
from trials.models.study_site import ENDED, Reachable
from trials.query.facts import (
    CONTACTS,
    COUNTRY_STATUS,
    PLACES,
    SITE_STATUS,
    SPONSOR,
    Facts,
    Key,
    is_empty,
    is_silent,
    rank,
    same,
)


class Update:
    """Brings one study up to date with one record; what is to be written is left in `work`."""

    def __init__(self, item: Item, held: Held, before: Facts, record: RegistryRecord, names: Names, work: Work) -> None:
        """`before` is what the registry said when it was last read; empty where this is the first time."""
        self.item, self.held, self.before, self.record = item, held, before, record
        self.names, self.work = names, work
        self.is_first = not before
        self.taking = Taking(item, held, record.pk, names, work)
        self.source = self.taking.source
        self.others = [entry for entry in held.entries if entry.registry != item.registry]
        self.places = Places(item.facts, names)
        self.former = self.places if _are_places_same(before, item.facts) else Places(before, names)
        self.theirs = stated_with(item.facts, self.places)
        self.said = stated_with(before, self.former)

    def run(self) -> None:
        """Compare fact by fact.

        A study ends only where nobody recruits, so that its places come first then; nobody recruits in a study that
        has ended, so that it comes first where it has not.
        """
        self._end_sites()
        keys = [*self.theirs, *(key for key in self.said if key not in self.theirs)]
        has_ended = self.theirs["recruitment_status", "", None] in ENDED
        keys = [key for key in keys if not self._is_as_before(key)]
        for key in sorted(keys, key=lambda key: (key[0] == "recruitment_status") is has_ended):
            if self._is_ours_to_say(key):
                self._compare(key)
        self._note_places()
        self._keep_contacts()
        self._date()

    def _is_as_before(self, key: Key) -> bool:
        """Whether there is nothing to compare: the registry cannot say, or said the same and nobody is asked of it."""
        if self.said.get(key) == self.theirs.get(key) and (self.item.registry, key) not in self.held.pending:
            return True
        return is_silent(self.item.registry, key[0])

    def _compare(self, key: Key) -> None:
        theirs, ours = self.theirs.get(key), self.held.value(key)
        if (
            key[0] == SPONSOR
            and self.names.sponsor(str(theirs or "")) == self.held.study.primary_sponsor_id is not None
        ):
            theirs = ours
        outcome = verdict(
            key[0], before=self.said.get(key), ours=ours, theirs=theirs, is_decided=self.held.is_decided(key)
        )
        if outcome is Verdict.APPLY and not self._can_apply(key, theirs):
            outcome = Verdict.PROPOSE
        if outcome is Verdict.PROPOSE:
            self._propose(key, ours, theirs)
        elif outcome is not Verdict.LEAVE:
            self.work.settle(self.held.pending.pop((self.item.registry, key), None))
            if outcome is Verdict.APPLY:
                self._apply(key, ours, theirs)

    def _can_apply(self, key: Key, theirs: Any) -> bool:
        """Whether nothing that a person must see to stands in the way."""
        if key[0] == SPONSOR:
            return self.names.sponsor(theirs) is not None
        if key[0] == "recruitment_status" and theirs in ENDED:
            return all(place.status != RecruitmentStatus.RECRUITING for place in self.held.sites.values())
        if key[0] == SITE_STATUS and theirs == RecruitmentStatus.RECRUITING:
            return self.held.study.recruitment_status not in ENDED
        if key[0] in {"minimum_age_months", "maximum_age_months"}:
            return self._ages_in_order(key[0], theirs)
        return True

    def _ages_in_order(self, name: str, theirs: int) -> bool:
        study = self.held.study
        youngest = theirs if name == "minimum_age_months" else study.minimum_age_months
        oldest = theirs if name == "maximum_age_months" else study.maximum_age_months
        return youngest is None or oldest is None or youngest <= oldest

    def _propose(self, key: Key, ours: Any, theirs: Any) -> None:
        change = self.held.pending.get((self.item.registry, key))
        if change is None:
            name, country, site = key
            change = ProposedChange(
                study=self.held.study,
                field=name,
                country=country,
                site_id=site,
                registry=self.item.registry,
                since=self.work.at,
            )
            self.held.pending[self.item.registry, key] = change
        change.ours, change.theirs = ours, theirs
        change.record, change.as_of = self.record, self.taking.as_of
        self.work.propose(change)

    def _apply(self, key: Key, ours: Any, theirs: Any) -> None:
        self.taking.take(key, theirs)
        self._note(key, ours, theirs)

    def _note(self, key: Key, ours: Any, theirs: Any) -> None:
        """Remember what changed; what is read for the first time did not change, and neither did a new place twice."""
        name, country, site = key
        is_of_new_place = name in {COUNTRY_STATUS, SITE_STATUS} and self.said.get((name, country, site)) is None
        if self.is_first or (is_of_new_place and is_empty(ours)):
            return
        self.taking.note(key, ours, theirs)

    def _note_places(self) -> None:
        """Tell of places that the registry named or dropped and that are no hospitals of ours yet."""
        if self.former is self.places:
            return
        before, after = self.former.unknown_names, self.places.unknown_names
        removed, added = [one for one in before if one not in after], [one for one in after if one not in before]
        if removed or added:
            self._note((PLACES, "", None), removed, added)

    def _keep_contacts(self) -> None:
        """Whom the registry names for the study and at each site now, unless a person changed or removed that."""
        study, registry = self.held.study, self.item.registry
        self._put_contacts(None, self.held.study_contacts, study_contacts(study, registry, people_of(self.item.facts)))
        for site, people in self.places.contacts.items():
            if place := self.held.sites.get(site):
                self._put_contacts(site, self.held.contacts.get(place.pk, ()), contacts(place, registry, people))

    def _put_contacts(self, site: int | None, held: Iterable[Reachable], new: Sequence[Reachable]) -> None:
        if (CONTACTS, "", site) not in self.held.decided:
            of_registry = [one for one in held if one.registry == self.item.registry]
            if not same_people(of_registry, new):
                self.work.replace(of_registry, new)

    def _is_ours_to_say(self, key: Key) -> bool:
        """Whether no registry whose word counts for more states the fact."""
        if not self.others:
            return True
        mine = rank(self.item.registry, key[0])
        return not any(
            rank(entry.registry, key[0]) < mine and not is_empty(stated(entry.facts, self.names).get(key))
            for entry in self.others
        )

    def _end_sites(self) -> None:
        """A registry drops the status of the places of a study that has ended: they ended with it."""
        status = self.theirs["recruitment_status", "", None]
        if status not in ENDED:
            return
        for key, theirs in list(self.theirs.items()):
            place = self.held.sites.get(key[2] or 0)
            if key[0] == SITE_STATUS and is_empty(theirs) and place and not is_empty(place.status):
                self.theirs[key] = status

    def _date(self) -> None:
        """Up to which day what we hold is what the registry says."""
        study, theirs = self.held.study, self.theirs["recruitment_status", "", None]
        if not self.item.as_of or str(study.last_registry_update or "") >= self.item.as_of:
            return
        values: dict[str, Any] = {"last_registry_update": self.taking.as_of}
        if same("recruitment_status", study.recruitment_status, theirs) and self._is_status_ours():
            values |= {"status_as_of": self.taking.as_of, "status_source": self.source}
            values["status_as_written"] = self.item.facts["status_as_written"]
        self.work.change(study, **values)

    def _is_status_ours(self) -> bool:
        return self._is_ours_to_say(("recruitment_status", "", None))


def _are_places_same(before: Facts, facts: Facts) -> bool:
    return all(before.get(name) == facts.get(name) for name in ("sites", "site_contacts"))
