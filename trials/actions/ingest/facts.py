"""What a record says, as values that can be stored, compared and shown: the facts of `query.facts`."""

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

from trials.choices import IdentifierScheme
from trials.identifiers import InvalidIdentifier, written_and_key
from trials.models import Study
from trials.query.facts import CONTACTS, SPONSOR, Facts
from trials.registries.base import Refused, RegistryStudy

_SCHEMES = frozenset(IdentifierScheme.values)
# Characters that the columns hold.
_LONGEST: dict[str, int] = {
    name: cast(int, cast(Any, Study._meta.get_field(name)).max_length)
    for name in ("public_title", "acronym", "status_as_written")
}


def facts_of(study: RegistryStudy) -> Facts:
    """The facts of a record; Refused when they cannot be true together, or do not fit where they belong."""
    facts: Facts = {
        "public_title": study.public_title or study.scientific_title,
        "scientific_title": study.scientific_title,
        "acronym": study.acronym,
        "study_type": study.study_type or "",
        "phase": study.phase or "",
        "allocation": study.design.allocation or "",
        "masking": study.design.masking or "",
        "recruitment_status": study.recruitment_status or "",
        "status_as_written": study.status_as_written,
        "why_stopped": study.why_stopped,
        "sex": study.sex or "",
        "minimum_age_months": _months(study.minimum_age, math.floor),
        "maximum_age_months": _months(study.maximum_age, math.ceil),
        "criteria_text": study.eligibility,
        "sample_size": study.sample_size,
        "sample_size_type": study.sample_size_type or "",
        "start_date": _text(study.start_date),
        "primary_completion_date": _text(study.primary_completion_date),
        "completion_date": _text(study.completion_date),
        SPONSOR: study.primary_sponsor,
        "sponsor_type": study.sponsor_type or "",
        "identifiers": [*_numbers(study)],
        "countries": [[code, study.country_status.get(code, "")] for code in study.countries],
        "countries_as_written": dict(study.country_status_as_written),
        "sites": [[one.facility, one.city, one.country or "", one.status or ""] for one in study.sites],
        # Name, phone and e-mail as the registry published them; who can be reached only.
        CONTACTS: [[who.name, who.phone, who.email] for who in study.contacts if who.phone or who.email],
        # Of each site, in the same order: name, phone and e-mail as the registry published them.
        "site_contacts": [
            [[who.name, who.phone, who.email] for who in one.contacts] if one.contacts else [] for one in study.sites
        ],
    }
    _check(facts)
    return facts


def as_of(study: RegistryStudy) -> str:
    """The day on which the registry posted what it says, as a partial date; empty where it does not say."""
    return _text(study.last_update)


def _check(facts: Facts) -> None:
    if not facts["public_title"]:
        raise Refused("the record has no title")
    for name, longest in _LONGEST.items():
        if len(facts[name]) > longest:
            raise Refused(f"{name}: {len(facts[name])} characters, where {longest} have room")
    youngest, oldest = facts["minimum_age_months"], facts["maximum_age_months"]
    if youngest is not None and oldest is not None and youngest > oldest:
        raise Refused(f"the minimum age ({youngest} months) is above the maximum age ({oldest} months)")


def _numbers(study: RegistryStudy) -> Iterator[list[str]]:
    """The numbers of schemes of ours: scheme, number as its registry writes it, and what is unique of it; own first."""
    for one in study.identifiers:
        if one.scheme in _SCHEMES:
            with suppress(InvalidIdentifier):
                yield [one.scheme, *written_and_key(one.scheme, one.value)]


def _months(years: float | None, rounded: Any) -> int | None:
    """Whole months; nobody inside the limits falls out. Four decimals of a year are exact to less than an hour."""
    return None if years is None else int(rounded(round(years * 12, 3)))


def _text(date: Any) -> str:
    return str(date) if date else ""
