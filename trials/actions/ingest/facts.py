"""What a record says, as values that can be stored, compared and shown: the one list of facts that registries feed.

A value is a text, a number or a list, as JSON has them; empty (`""`, None, `[]`) where the record says nothing. Partial
dates are text, ages whole months, codes those of trials/choices.py.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, cast

from trials.choices import IdentifierScheme, Registry
from trials.identifiers import InvalidIdentifier, match_key, normalise
from trials.models import Study
from trials.registries.base import Refused, RegistryStudy

Facts = dict[str, Any]
# Which fact: a field's name, the country and the site (primary key) it is about, where it is about one.
Key = tuple[str, str, int | None]

# The columns of a study that a registry feeds, each by the fact of the same name.
COLUMNS = (
    "public_title",
    "scientific_title",
    "acronym",
    "study_type",
    "phase",
    "allocation",
    "masking",
    "recruitment_status",
    "why_stopped",
    "sex",
    "minimum_age_months",
    "maximum_age_months",
    "criteria_text",
    "sample_size",
    "sample_size_type",
    "start_date",
    "primary_completion_date",
    "completion_date",
)
SPONSOR = "primary_sponsor"
COUNTRY, COUNTRY_STATUS = "country", "country_status"
SITE, SITE_STATUS = "site", "site_status"
# Places that are no hospitals of ours: a change of them holds the names removed (before) and added (after).
PLACES = "places"
# Whom a registry names at a site: never compared as a value, never told; a person's change or removal is decided.
CONTACTS = "contacts"
# A place is there or not.
PRESENT = True

# Facts that a registry has no field for, or only classes: CTIS knows ages as 18-64 and 65 or more.
_SILENT_ON: dict[str, frozenset[str]] = {
    Registry.CTIS: frozenset({"minimum_age_months", "maximum_age_months", "sample_size_type", "why_stopped"}),
    Registry.ICTRP: frozenset({"sample_size_type", "why_stopped", "criteria_text"}),
}

# Whose word counts where two registries speak of one study. ClinicalTrials.gov follows the whole study; CTIS follows
# each country of the EU and EEA, by law; ICTRP collects what others say.
_ORDER = (Registry.CTGOV, Registry.CTIS, Registry.ICTRP)
_ORDER_OF: dict[str, tuple[Registry, ...]] = {
    COUNTRY_STATUS: (Registry.CTIS, Registry.CTGOV, Registry.ICTRP),
}


# Characters that the columns hold.
_LONGEST: dict[str, int] = {
    name: cast(int, cast(Any, Study._meta.get_field(name)).max_length)
    for name in ("public_title", "acronym", "status_as_written")
}


def is_silent(registry: str, field: str) -> bool:
    """Whether the registry cannot say anything of a field, so that its silence means nothing."""
    return field in _SILENT_ON.get(registry, ())


def rank(registry: str, field: str) -> int:
    """Whose word counts: the registry with the lowest rank among those that state the field."""
    return _ORDER_OF.get(field, _ORDER).index(Registry(registry))


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
        # Of each site, in the same order: name, phone and e-mail as the registry published them.
        "site_contacts": [[[who.name, who.phone, who.email] for who in one.contacts] for one in study.sites],
    }
    _check(facts)
    return facts


def as_of(study: RegistryStudy) -> str:
    """The day on which the registry posted what it says, as a partial date; empty where it does not say."""
    return _text(study.last_update)


def values_of(facts: Mapping[str, Any]) -> dict[Key, Any]:
    """The values of the study itself and of its countries, by what they are about; those of sites need ours first."""
    found: dict[Key, Any] = {(name, "", None): facts[name] for name in (*COLUMNS, SPONSOR) if name in facts}
    for code, status in facts.get("countries", ()):
        found[COUNTRY, code, None] = PRESENT
        found[COUNTRY_STATUS, code, None] = status
    return found


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
        if one.scheme in IdentifierScheme.values:
            with suppress(InvalidIdentifier):
                yield [one.scheme, normalise(one.scheme, one.value), match_key(one.scheme, one.value)]


def _months(years: float | None, rounded: Any) -> int | None:
    """Whole months; nobody inside the limits falls out. Four decimals of a year are exact to less than an hour."""
    return None if years is None else int(rounded(round(years * 12, 3)))


def _text(date: Any) -> str:
    return str(date) if date else ""
