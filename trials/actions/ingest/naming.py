"""Which sponsor or hospital of ours a registry's name means: a person says so once, and it holds for every study."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _, gettext_noop

from trials.actions.addresses import free_address
from trials.actions.ingest.deciding import decided_fields, settle
from trials.actions.ingest.held import Held, held
from trials.actions.ingest.names import Names, is_placeholder, writing
from trials.actions.ingest.points import point_of
from trials.actions.ingest.ruling import Refused
from trials.actions.ingest.showing import show
from trials.actions.ingest.sites import Places, stated
from trials.actions.ingest.taking import Taking, item_of
from trials.actions.ingest.unnamed import count_again
from trials.actions.ingest.work import Work
from trials.actions.saving import sign
from trials.choices import CoordinatesFrom, RecruitmentStatus
from trials.models import RegistryEntry, Site, Sponsor
from trials.models.study_site import ENDED
from trials.query.facts import PRESENT, SITE, SITE_STATUS, SPONSOR, is_empty

NAMED = gettext_noop("A registry calls it so")
ADDED = gettext_noop("Named by a registry")


@dataclass(frozen=True)
class NewSite:
    """A hospital to add: what it is called, where it lies; `health_region` in Norway only."""

    name: str
    city: str
    health_region: str = ""


@transaction.atomic
def name_sponsor(entry: int, sponsor: Sponsor | None, *, by: User, at: datetime) -> Sponsor:
    """Say which sponsor of ours a record's sponsor is; None adds it by the registry's name. The sponsor.

    The registry's writing becomes another name of the sponsor. The record's study gets it, and so does every study
    without a sponsor whose registry calls it so.
    """
    here = _entry(entry)
    name = here.facts[SPONSOR]
    if not name.strip():
        raise Refused(_("The registry names no sponsor."))
    entries = list(RegistryEntry.objects.filter(facts__primary_sponsor=name, study__isnull=False).order_by("pk"))
    studies = held(one.study_id for one in entries if one.study_id)
    found = _known_as(sponsor, name, by, at) if sponsor else _add_sponsor(here, by, at)
    names, work = Names(), Work(at, NAMED, by)
    for one in entries:
        of_study = studies[one.study_id or 0]
        key = SPONSOR, "", None
        is_asked = one.study_id == here.study_id
        if is_asked or (of_study.study.primary_sponsor_id is None and not of_study.is_decided(key)):
            _give(of_study, one, {key: name}, names, work)
            decided_fields(of_study, key).delete()
            settle(of_study, key, name, by=by, at=at)
    work.write()
    count_again(entries, names)
    show(studies, [found])
    return found


@transaction.atomic
def name_site(entry: int, place: tuple[str, str, str], site: Site | NewSite, *, by: User, at: datetime) -> Site:
    """Say which hospital of ours a record's place (facility, city, country) is, or add it; the hospital.

    The registry's writing becomes another name of the hospital; a placeholder is the city's one unnamed hospital.
    Every study gets the hospital whose registry names the place.
    """
    here = _entry(entry)
    names = Names()
    if place not in [(one.facility, one.city, one.country) for one in Places(here.facts, names).unknown]:
        raise Refused(_("The place has been named already."))
    entries = list(_naming(place))
    studies = held(one.study_id for one in entries if one.study_id)
    found = _add_site(here, place, site, names, by, at) if isinstance(site, NewSite) else site
    found = _place_known_as(found, place, by, at)
    names, work = Names(), Work(at, NAMED, by)
    for one in entries:
        of_study = studies[one.study_id or 0]
        keys = (SITE, "", found.pk), (SITE_STATUS, "", found.pk)
        if found.pk not in of_study.sites and not of_study.is_decided(keys[0]):
            said = stated(one.facts, names)
            _give(of_study, one, {key: said[key] for key in keys}, names, work)
    work.write()
    count_again(entries, names)
    show(studies, [found])
    return found


def _give(of_study: Held, entry: RegistryEntry, values: dict[Any, Any], names: Names, work: Work) -> None:
    """Let a study have what its registry says; told where the public may have seen it without."""
    taking = Taking(item_of(entry), of_study, entry.record_id, names, work)
    for key, value in values.items():
        # No site of a study that has ended recruits, whatever the registry left standing.
        is_over = value == RecruitmentStatus.RECRUITING and of_study.study.recruitment_status in ENDED
        before = of_study.value(key)
        if not is_over and not is_empty(value):
            taking.take(key, value)
            if of_study.study.has_fixed_address and (value == PRESENT or key[0] == SPONSOR):
                taking.note(key, before, value)


def _naming(place: tuple[str, str, str]) -> Iterable[RegistryEntry]:
    """The records of our studies that name a place in these words; those of its country are read through."""
    _facility, _city, country = place
    rows = RegistryEntry.objects.filter(study__countries__country=country).order_by("pk")
    pks = [
        pk
        for pk, places in rows.values_list("pk", "facts__sites").iterator()
        if any(tuple(one[:3]) == place for one in places or ())
    ]
    return RegistryEntry.objects.filter(pk__in=pks).order_by("pk")


def _known_as(sponsor: Sponsor, name: str, by: User, at: datetime) -> Sponsor:
    found = Sponsor.objects.select_for_update().get(pk=sponsor.pk)
    if writing(name) not in map(writing, (found.name, *found.aliases)):
        found.aliases = [*found.aliases, name]
        sign(found, by=by, at=at, reason=NAMED)
        found.save()
    return found


def _add_sponsor(entry: RegistryEntry, by: User, at: datetime) -> Sponsor:
    name = entry.facts[SPONSOR]
    if Names().sponsor(name) is not None:
        raise Refused(_("Somebody added this sponsor meanwhile: look again."))
    added = Sponsor(slug=free_address(Sponsor, name), name=name, sponsor_type=entry.facts.get("sponsor_type") or "")
    sign(added, by=by, at=at, reason=ADDED)
    added.save()
    return added


def _place_known_as(site: Site, place: tuple[str, str, str], by: User, at: datetime) -> Site:
    facility, city, country = place
    found = Site.objects.select_for_update().get(pk=site.pk)
    if found.country != country:
        raise Refused(_("%(site)s lies in another country than the registry's place.") % {"site": found})
    if is_placeholder(facility) != found.is_undisclosed:
        told = _("A place without a name is the city's unnamed hospital, and a named one is not.")
        raise Refused(told)
    is_same_city = writing(found.city) == writing(city)
    if found.is_undisclosed:
        alias = "" if is_same_city else city
    else:
        alias = facility if is_same_city else f"{facility}, {city}"
    if alias and writing(alias) not in map(writing, (found.name_en, found.name_nb, *found.aliases)):
        found.aliases = [*found.aliases, alias]
        sign(found, by=by, at=at, reason=NAMED)
        found.save()
    return found


def _add_site(
    entry: RegistryEntry, place: tuple[str, str, str], new: NewSite, names: Names, by: User, at: datetime
) -> Site:
    facility, _city, country = place
    is_undisclosed = is_placeholder(facility)
    name = f"Undisclosed site, {new.city}" if is_undisclosed else new.name
    if names.site("" if is_undisclosed else name, new.city, country) is not None:
        raise Refused(_("We have a hospital of this name in this city: choose it instead."))
    point = point_of(entry, place, new.city)
    added = Site(
        slug=free_address(Site, f"undisclosed {new.city} {country}" if is_undisclosed else f"{name} {new.city}"),
        name_en=name,
        is_undisclosed=is_undisclosed,
        city=new.city,
        country=country,
        health_region=new.health_region if country == "NO" else "",
        latitude=point and point[0],
        longitude=point and point[1],
        coordinates_from=CoordinatesFrom.REGISTRY_CITY if point else "",
    )
    if country == "NO" and not added.health_region:
        raise Refused(_("A Norwegian site needs a health region: choose the one that the hospital belongs to."))
    sign(added, by=by, at=at, reason=ADDED)
    added.save()
    return added


def _entry(pk: int) -> RegistryEntry:
    return RegistryEntry.objects.select_related("record").get(pk=pk)
