"""The facts that registries feed: their names, whose word counts for each, and when two values say the same.

A value is a text, a number or a list, as JSON has them; empty (`""`, None, `[]`) where nothing is said. Partial dates
are text, ages whole months, codes those of trials/choices.py. `actions.ingest.facts` makes them from a record.
"""

from collections.abc import Mapping
from typing import Any

from trials.choices import Registry, StudyType
from trials.models import Study
from trials.text import compact, fold

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


_EMPTY: tuple[Any, ...] = ("", None, [])
# Words that registries lack: what they call an interventional or observational study may be one of these.
_OURS_ALONE = {StudyType.LONG_TERM_FOLLOW_UP, StudyType.EXPANDED_ACCESS}
_NAMES = {"public_title", "scientific_title", "acronym", SPONSOR}


def is_silent(registry: str, field: str) -> bool:
    """Whether the registry cannot say anything of a field, so that its silence means nothing."""
    return field in _SILENT_ON.get(registry, ())


def rank(registry: str, field: str) -> int:
    """Whose word counts: the registry with the lowest rank among those that state the field."""
    return _ORDER_OF.get(field, _ORDER).index(Registry(registry))


def values_of(facts: Mapping[str, Any]) -> dict[Key, Any]:
    """The values of the study itself and of its countries, by what they are about; those of sites need ours first."""
    found: dict[Key, Any] = {(name, "", None): facts[name] for name in (*COLUMNS, SPONSOR) if name in facts}
    for code, status in facts.get("countries", ()):
        found[COUNTRY, code, None] = PRESENT
        found[COUNTRY_STATUS, code, None] = status
    return found


def value_of(study: Study, name: str) -> Any:
    """The study's own value of a fact; the sponsor by its name."""
    if name == SPONSOR:
        return study.primary_sponsor.name if study.primary_sponsor else ""
    if name not in COLUMNS:
        raise KeyError(name)
    value = getattr(study, name)
    return str(value or "") if name.endswith("_date") else value


def is_empty(value: Any) -> bool:
    """Whether a value says nothing."""
    return value in _EMPTY


def same(field: str, ours: Any, theirs: Any) -> bool:
    """Whether two values say the same: titles and names in any writing, white space never counts."""
    if ours == theirs or (is_empty(ours) and is_empty(theirs)):
        return True
    if field == "study_type":
        return ours in _OURS_ALONE
    if isinstance(ours, str) and isinstance(theirs, str):
        if field in _NAMES:
            return compact(fold(ours)) == compact(fold(theirs))
        return ours.split() == theirs.split()
    return False
