"""The one writing of what a registry says: a fact of a study takes the registry's value, by itself or by a decision."""

from functools import cached_property
from typing import Any

from trials.actions.bulk import made
from trials.actions.ingest.drafts import source_of
from trials.actions.ingest.held import Held
from trials.actions.ingest.names import Names
from trials.actions.ingest.reading import Item
from trials.actions.ingest.work import Work
from trials.choices import Cause, RecruitmentStatus
from trials.models import RegistryEntry, Source, Study, StudyChange, StudyCountry, StudySite
from trials.query.facts import COUNTRY, COUNTRY_STATUS, SITE, SITE_STATUS, SPONSOR, Key, is_empty


class Taking:
    """Gives facts of one study the values of one record; what is to be written is left in `work`."""

    def __init__(self, item: Item, held: Held, record: int, names: Names, work: Work) -> None:
        """`record` is the primary key of the record that `item` was read from."""
        self.item, self.held, self.record = item, held, record
        self.names, self.work = names, work

    def take(self, key: Key, theirs: Any) -> None:
        """Give the fact this value; an empty one takes away the place, or what was said."""
        name, country, site = key
        if name == COUNTRY:
            self._take_country(country, theirs)
        elif name == SITE and site:
            self._take_site(site, theirs)
        elif name == COUNTRY_STATUS:
            if row := self.held.countries.get(country):
                written = self.item.facts["countries_as_written"].get(country, "")
                self.work.change(
                    row, status=theirs or "", status_as_written=written, status_source=self.source if theirs else None
                )
        elif name == SITE_STATUS and site:
            if place := self.held.sites.get(site):
                stated = {"status_as_of": self.as_of, "status_source": self.source} if theirs else {}
                unstated: dict[str, Any] = {"status_as_of": None, "status_source": None}
                self.work.change(place, status=theirs or "", **(stated or unstated))
        else:
            self._take_of_study(name, theirs)

    def note(self, key: Key, before: Any, after: Any) -> None:
        """Tell of a change."""
        name, country, site = key
        self.work.note(
            made(
                StudyChange,
                study_id=self.held.study.pk,
                field=name,
                country=country,
                site_id=site,
                before=before,
                after=after,
                cause=Cause.REGISTRY,
                registry=self.item.registry,
                record_id=self.record,
                as_of=self.as_of,
                at=self.work.at,
                by_id=self.work.by and self.work.by.pk,
            )
        )

    def _take_country(self, country: str, theirs: Any) -> None:
        if is_empty(theirs):
            self.work.remove(self.held.countries.pop(country, None))
        elif country not in self.held.countries:
            self.held.countries[country] = StudyCountry(study=self.held.study, country=country)
            self.work.add(self.held.countries[country])

    def _take_site(self, site: int, theirs: Any) -> None:
        if is_empty(theirs):
            self.work.remove(self.held.sites.pop(site, None))
        elif site not in self.held.sites:
            self.held.sites[site] = StudySite(study=self.held.study, site_id=site)
            self.work.add(self.held.sites[site])

    def _take_of_study(self, name: str, theirs: Any) -> None:
        values: dict[str, Any] = {name: _stored(name, theirs)}
        if name == SPONSOR:
            values = {"primary_sponsor_id": self.names.sponsor(theirs) if theirs else None}
        if name == "recruitment_status":
            values["status_as_written"] = self.item.facts["status_as_written"]
            values |= {"status_as_of": self.as_of, "status_source": self.source}
        self.work.change(self.held.study, **values)

    @cached_property
    def source(self) -> Source:
        """The registry's record among the sources of the study; a new one where it is none yet."""
        for source in self.held.sources:
            if self.item.registry_id in (source.label.split()[-1:] or [""]) or self.item.registry_id in source.url:
                if str(source.as_of or "") < self.item.as_of:
                    self.work.change(source, as_of=self.item.as_of)
                return source
        source = source_of(self.item, self.held.study.pk)
        self.held.sources.append(source)
        self.work.add(source)
        return source

    @property
    def as_of(self) -> Any:
        """The day that the registry speaks for; None where it does not say."""
        return self.item.as_of or None


def item_of(entry: RegistryEntry, as_of: str | None = None) -> Item:
    """What a registry says of a study now, as it was read; without the document."""
    return Item(
        registry=entry.registry,
        registry_id=entry.registry_id,
        content_hash="",
        document=b"",
        as_of=entry.as_of if as_of is None else as_of,
        facts=entry.facts,
        scope=entry.scope,
        proposal=entry.because,
    )


def _stored(name: str, value: Any) -> Any:
    """The value as its column holds it."""
    if not is_empty(value):
        return value
    if name == "recruitment_status":
        return RecruitmentStatus.UNKNOWN
    return None if Study._meta.get_field(name).null else ""
