"""The smaller things in a record of CTIS: sites, contacts, products, criteria, outcomes, dates."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from trials.dates import PartialDate
from trials.registries.base import Contact, Intervention, Outcome, Site
from trials.registries.ctis_codes import ROLES
from trials.registries.ctis_layout import (
    Criteria,
    Criterion,
    Product,
    Record,
    SponsorContact,
    TrialInformation,
    TrialSite,
)
from trials.registries.terms import Notes, date

_DAY_FIRST = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=T)")
_PMID = re.compile(r"[0-9]{1,9}")


def day(field: str, written: str) -> PartialDate | None:
    """A day, written as 2023-01-17, with a time of up to nine decimals, or as 17/01/2023; Refused when it is none."""
    day_first = _DAY_FIRST.fullmatch(written)
    if day_first:
        return date(field, "-".join(reversed(day_first.groups())))
    time = _TIME.match(written)
    return date(field, time[0] if time else written)


def site(place: TrialSite, notes: Notes) -> Site:
    """A hospital, with its investigator."""
    where, person = place.organisation_address_info.address, place.person_info
    name = f"{person.first_name} {person.last_name}".strip()
    investigator = Contact(
        name=name,
        role="Investigator",
        affiliation=place.department_name,
        phone=person.telephone,
        email=person.email,
    )
    return Site(
        facility=place.organisation_address_info.organisation.name,
        city=where.city,
        postcode=where.postcode,
        country=notes.country("trialSites.countryName", where.country_name),
        contacts=(investigator,) if name or person.email else (),
    )


def contact(one: SponsorContact) -> Contact:
    """A contact at the sponsor: a role mailbox, or a person."""
    return Contact(
        name=one.functional_name,
        role=one.type,
        affiliation=one.organisation.name,
        phone=one.telephone,
        email=one.functional_email_address,
    )


def product(one: Product, notes: Notes) -> Intervention:
    """A medicine, with its role as type and its substance and codes as other names."""
    info, role = one.product_dictionary_info, str(one.mp_role_in_trial)
    name = one.product_name or info.prod_name or info.active_substance_name or info.sponsor_product_code
    if role and role not in ROLES:
        notes.warn("mpRoleInTrial", role, "is a new code, kept as written")
    others = (info.prod_name, info.active_substance_name, one.json_active_substance_names, info.sponsor_product_code)
    spellings = {other.casefold(): other for other in reversed(others) if other.casefold() not in {"", name.casefold()}}
    return Intervention(
        type=ROLES.get(role, role),
        name=name,
        description=one.other_medicinal_product,
        other_names=tuple(reversed(spellings.values())),
    )


def criteria(both: Criteria) -> str:
    """The criteria as one text, each kind under its heading and in its numbering."""
    included = [(one, one.principal_inclusion_criteria) for one in both.principal_inclusion_criteria]
    excluded = [(one, one.principal_exclusion_criteria) for one in both.principal_exclusion_criteria]
    lists = (("Inclusion criteria", included), ("Exclusion criteria", excluded))
    return "\n\n".join("\n".join((f"{heading}:", *_numbered(items))) for heading, items in lists if items)


def _numbered(items: Iterable[tuple[Criterion, str]]) -> list[str]:
    return [f"{one.number}. {text}" for one, text in sorted(items, key=lambda item: item[0].number)]


def outcomes(information: TrialInformation) -> tuple[Outcome, ...]:
    """What is measured."""
    ranked = (
        ("PRIMARY", information.end_point.primary_end_points),
        ("SECONDARY", information.end_point.secondary_end_points),
    )
    return tuple(Outcome(kind=kind, measure=one.end_point) for kind, points in ranked for one in points)


def pmids(codes: Iterable[Any]) -> Iterator[str]:
    """The PubMed numbers; what they stand in has been seen empty only, so each may be a number, a text or an object."""
    for code in codes:
        values = code.values() if isinstance(code, dict) else (code,)
        yield from (str(value) for value in values if _PMID.fullmatch(str(value)))


def results_posted(record: Record, notes: Notes) -> PartialDate | None:
    """The first day on which a summary of results was published; None when there is none, or none dated."""
    days = []
    for summary in record.results.summary_results:
        texts = [value for value in summary.values() if isinstance(value, str)]
        days += [_TIME.match(text) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) for text in texts]
    dated = sorted(found[0] for found in days if found)
    if record.results.summary_results and not dated:
        notes.warn("results.summaryResults", "", "has no date that we know: results are posted, the day is left out")
    return day("results.summaryResults", dated[0]) if dated else None
