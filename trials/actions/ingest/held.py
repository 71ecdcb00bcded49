"""Studies that we hold, with all that a record is compared with, read for a whole batch in a few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from trials.choices import Decision
from trials.models import (
    Contact,
    DecidedField,
    ProposedChange,
    RegistryEntry,
    Source,
    Study,
    StudyContact,
    StudyCountry,
    StudySite,
)
from trials.query.facts import COUNTRY, COUNTRY_STATUS, PRESENT, SITE, SITE_STATUS, Key, value_of


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
    """The studies, by primary key, locked in that order unless only looked at; nine queries, whatever their number.

    `entries_but_of` is a registry whose entries are not wanted: what it says is long, and an import has it at hand.
    """
    wanted = sorted(set(studies))
    if not wanted:
        return {}
    found_rows = Study.objects.select_for_update(of=("self",)) if lock else Study.objects.all()
    rows = list(found_rows.filter(pk__in=wanted).order_by("pk"))
    prefetch_related_objects(rows, "primary_sponsor")
    found = {study.pk: Held(study) for study in rows}
    _hold_parts(found, {"study__in": wanted})
    prefetch_related_objects(
        rows,
        Prefetch("sources", Source.objects.order_by("pk")),
        Prefetch("registry_entries", RegistryEntry.objects.exclude(registry=entries_but_of).order_by("pk")),
    )
    for one_held in found.values():
        one_held.sources = [*one_held.study.sources.all()]
        one_held.entries = [*one_held.study.registry_entries.all()]
    return found


def _hold_parts(found: dict[int, Held], of_studies: dict[str, Any]) -> None:
    for country in StudyCountry.objects.filter(**of_studies):
        found[country.study_id].countries[country.country] = country
    for place in StudySite.objects.filter(**of_studies).order_by("pk"):
        found[place.study_id].sites[place.site_id] = place
    at_places = Contact.objects.filter(study_site__study__in=of_studies["study__in"])
    for contact in at_places.select_related("study_site").order_by("pk"):
        of_places = found[contact.study_site.study_id].contacts
        of_places.setdefault(contact.study_site_id, []).append(contact)
    for person in StudyContact.objects.filter(**of_studies).order_by("pk"):
        found[person.study_id].study_contacts.append(person)
    for change in ProposedChange.objects.filter(decision=Decision.PENDING, **of_studies):
        found[change.study_id].pending[change.registry, change.key] = change
    for one in DecidedField.objects.filter(**of_studies):
        found[one.study_id].decided.add(one.key)
