"""The places of a record: those that are hospitals of ours, and those that a person must name first."""

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any, NamedTuple

from trials.actions.ingest.names import Names
from trials.choices import RecruitmentStatus
from trials.query.facts import CONTACTS, PRESENT, SITE, SITE_STATUS, Key, values_of

# Of two entries of one hospital, the word that lets a doctor call counts.
_OPENEST = [
    RecruitmentStatus.RECRUITING,
    RecruitmentStatus.ENROLLING_BY_INVITATION,
    RecruitmentStatus.NOT_YET_RECRUITING,
]


# Name, phone, e-mail: each empty where the registry does not say.
Person = tuple[str, str, str]


class Unknown(NamedTuple):
    """A place that a registry names and that we do not have."""

    facility: str
    city: str
    country: str
    status: str


class Places:
    """The places of a record: `status` and `contacts` by our site (primary key), and the `unknown` ones."""

    def __init__(self, facts: Mapping[str, Any], names: Names) -> None:
        self.status: dict[int, str] = {}
        self.contacts: dict[int, list[Person]] = {}
        self.unknown: list[Unknown] = []
        places: Iterable[Any] = zip_longest(facts.get("sites", ()), facts.get("site_contacts", ()), fillvalue=())
        for (facility, city, country, status), people in places:
            site = names.site(facility, city, country)
            if site is None:
                self.unknown.append(Unknown(facility, city, country, status))
            else:
                self.status[site] = _openest(self.status.get(site, ""), status)
                here = self.contacts.setdefault(site, [])
                if people:
                    here += [(name, phone, email) for name, phone, email in people]

    @property
    def unknown_names(self) -> list[str]:
        """Each unknown place on a line, as the registry writes it, with its country's code."""
        return list(
            dict.fromkeys(", ".join(filter(None, (one.facility, one.city, one.country))) for one in self.unknown)
        )


def people_of(facts: Mapping[str, Any]) -> list[Person]:
    """Whom a record names for the whole study."""
    return [(name, phone, email) for name, phone, email in facts.get(CONTACTS, ())]


def stated(facts: Mapping[str, Any], names: Names) -> dict[Key, Any]:
    """The values of a record, by what they are about: the study, its countries, its places that we have."""
    return stated_with(facts, Places(facts, names))


def stated_with(facts: Mapping[str, Any], places: Places) -> dict[Key, Any]:
    """The same, where the record's places are known already."""
    found = values_of(facts)
    for site, status in places.status.items():
        found[SITE, "", site] = PRESENT
        found[SITE_STATUS, "", site] = status
    return found


def _openest(one: str, other: str) -> str:
    ranked = [status for status in _OPENEST if status in (one, other)]
    return str(ranked[0]) if ranked else one or other
