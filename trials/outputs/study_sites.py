"""Where a study is done: each site with its status there, and the sites by country, Norway first."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trials.localised import Localised
from trials.models import Study, StudySite
from trials.names import site_name
from trials.outputs.rows import Status, status_of
from trials.places import city_name, country_name, nearest_first, tier
from trials.text import sort_key


@dataclass(frozen=True)
class SiteStatus:
    """A study site with its status there; `status` is None when no source gives one."""

    name: Localised
    city: str
    status: Status | None
    slug: str
    study_site: StudySite


@dataclass(frozen=True)
class CountrySites:
    """The sites of one country that share a status."""

    code: str
    country: str
    status: Status | None
    sites: list[SiteStatus]

    @property
    def named(self) -> list[SiteStatus]:
        """The sites whose hospital is named."""
        return [one for one in self.sites if not one.study_site.site.is_undisclosed]

    @property
    def unnamed(self) -> list[SiteStatus]:
        """The sites of which only the city is known."""
        return [one for one in self.sites if one.study_site.site.is_undisclosed]


@dataclass(frozen=True)
class SiteGroup:
    """Countries that are equally near."""

    name: str
    countries: list[CountrySites]


def sites(study: Study, language: str) -> list[SiteStatus]:
    """The study's sites by name, each with its status there."""
    found = [_site(one, language) for one in study.study_sites.all()]
    return sorted(found, key=lambda one: (sort_key(one.city, language), sort_key(one.name.text, language), one.slug))


def _site(one: StudySite, language: str) -> SiteStatus:
    status = status_of(one.status, one.status_source, one.status_as_of) if one.status else None
    return SiteStatus(
        site_name(one.site, language), city_name(one.site.city, language, one.site.country), status, one.site.slug, one
    )


def site_groups(study: Study, language: str) -> list[SiteGroup]:
    """All sites by country, Norway and the Nordics first, one entry for each status in a country."""
    own = {one.country: status_of(one.status, one.status_source, None) for one in study.countries.all() if one.status}
    by_country: dict[str, list[SiteStatus]] = {country.country: [] for country in study.countries.all()}
    for one in sites(study, language):
        by_country.setdefault(one.study_site.site.country, []).append(one)
    names = {1: _("Nordic countries"), 2: _("Rest of Europe"), 3: _("Rest of the world")}
    groups: dict[str, list[CountrySites]] = {}
    for code in nearest_first(by_country, language):
        rows = groups.setdefault(names[max(1, tier(code))], [])
        rows += _by_status(code, by_country[code], own.get(code), language)
    return [SiteGroup(name, countries) for name, countries in groups.items()]


def shared_status(groups: list[SiteGroup]) -> Status | None:
    """The status that all sites have, from the same source and date; None when they differ or have none."""
    found = {country.status for group in groups for country in group.countries}
    return found.pop() if len(found) == 1 else None


def _by_status(code: str, found: list[SiteStatus], own: Status | None, language: str) -> Iterator[CountrySites]:
    """The country's sites by status, source and date; a country without sites has the status given for it, if any."""
    for status in dict.fromkeys(one.status for one in found) or [own]:
        yield CountrySites(code, country_name(code, language), status, [one for one in found if one.status == status])
