"""Studies that we hold, with all that a record is compared with, read for a whole batch in a few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from trials.actions.loading import Loaded, loaded
from trials.choices import Decision
from trials.models import (
    Contact,
    DecidedField,
    ProposedChange,
    RegistryEntry,
    Source,
    Sponsor,
    Study,
    StudyContact,
    StudyCountry,
    StudySite,
)
from trials.query.facts import COUNTRY, COUNTRY_STATUS, PRESENT, SITE, SITE_STATUS, Key, value_of

_PENDING = Loaded(lambda: ProposedChange.objects.filter(decision=Decision.PENDING), "study__pk")
_COUNTRIES = Loaded(StudyCountry.objects.all, "study__pk")
_SITES = Loaded(lambda: StudySite.objects.order_by("pk"), "study__pk")
_CONTACTS = Loaded(lambda: Contact.objects.order_by("pk"), "study_site__study__pk")
_STUDY_CONTACTS = Loaded(lambda: StudyContact.objects.order_by("pk"), "study__pk")
_SOURCES = Loaded(lambda: Source.objects.order_by("pk"), "study__pk")
_DECIDED = Loaded(DecidedField.objects.all, "study__pk")
_SPONSORS = Loaded(Sponsor.objects.all, "pk")


@dataclass
class Held:
    """A study as it stands, locked: its parts by what they are of, what a person decided and what is proposed.

    `entries` are what the registries say of it.
    """

    study: Study
    countries: dict[str, StudyCountry] = field(default_factory=dict)
    sites: dict[int, StudySite] = field(default_factory=dict)
    contacts: dict[int, list[Contact]] = field(default_factory=dict)
    study_contacts: list[StudyContact] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    decided: set[Key] = field(default_factory=set)
    pending: dict[tuple[str, Key], ProposedChange] = field(default_factory=dict)
    entries: list[RegistryEntry] = field(default_factory=list)

    def value(self, key: Key) -> Any:
        """Our value of a fact, as facts are written; None for the status of a place that the study does not have."""
        name, country, site = key
        if name == COUNTRY:
            return PRESENT if country in self.countries else None
        if name == COUNTRY_STATUS:
            return self.countries[country].status if country in self.countries else None
        if name == SITE:
            return PRESENT if site in self.sites else None
        if name == SITE_STATUS:
            return self.sites[site].status if site in self.sites else None
        return value_of(self.study, name)

    def is_decided(self, key: Key) -> bool:
        """Whether a person decided the fact, or confirmed the status of the site it is about."""
        name, _country, site = key
        is_confirmed = name == SITE_STATUS and site in self.sites and self.sites[site].verified_at is not None
        return key in self.decided or is_confirmed


def held(studies: Iterable[int], *, lock: bool = True, entries_but_of: str = "") -> dict[int, Held]:
    """The studies, by primary key, locked in that order unless only looked at; ten queries, whatever their number.

    `entries_but_of` is a registry whose entries are not wanted: what it says is long, and an import has it at hand.
    """
    wanted = sorted(set(studies))
    if not wanted:
        return {}
    rows = Study.objects.filter(pk__among=wanted).order_by("pk")
    found = {study.pk: Held(study) for study in loaded(rows.select_for_update() if lock else rows)}
    _hold_sponsors([of_study.study for of_study in found.values()])
    _hold_parts(found, wanted)
    said = RegistryEntry.objects.filter(study__pk__among=wanted).exclude(registry=entries_but_of)
    for entry in loaded(said.order_by("pk")):
        found[entry.study_id or 0].entries.append(entry)
    return found


def _hold_sponsors(studies: Sequence[Study]) -> None:
    wanted = {study.primary_sponsor_id for study in studies if study.primary_sponsor_id}
    sponsors = {one.pk: one for one in _SPONSORS(wanted)}
    for study in studies:
        study.primary_sponsor = sponsors.get(study.primary_sponsor_id or 0)


def _hold_parts(found: dict[int, Held], wanted: list[int]) -> None:
    for country in _COUNTRIES(wanted):
        found[country.study_id].countries[country.country] = country
    studies: dict[int, int] = {}
    for place in _SITES(wanted):
        found[place.study_id].sites[place.site_id] = place
        studies[place.pk] = place.study_id
    for contact in _CONTACTS(wanted):
        found[studies[contact.study_site_id]].contacts.setdefault(contact.study_site_id, []).append(contact)
    for person in _STUDY_CONTACTS(wanted):
        found[person.study_id].study_contacts.append(person)
    for source in _SOURCES(wanted):
        found[source.study_id or 0].sources.append(source)
    for change in _PENDING(wanted):
        found[change.study_id].pending[change.registry, change.key] = change
    for one in _DECIDED(wanted):
        found[one.study_id].decided.add(one.key)
