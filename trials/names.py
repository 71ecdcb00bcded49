"""Names as clinicians of each language write them, where the register's own name is not that."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from django.utils.translation import gettext as _

from trials.localised import Localised
from trials.places import city_name, country_name
from trials.text import fold

# Names of persons keep their capital inside a sentence; so do single letters (B cells), and words with a second capital
# or a digit.
PERSONS = ("behcet", "crohn", "evans", "goodpasture", "grave", "sjogren", "still", "takayasu")


class NamedSite(Protocol):
    """What naming a site needs of it."""

    @property
    def slug(self) -> str: ...

    @property
    def name_nb(self) -> str: ...

    @property
    def name_en(self) -> str: ...

    @property
    def city(self) -> str: ...

    @property
    def country(self) -> str: ...

    @property
    def is_undisclosed(self) -> bool: ...


def site_name(site: NamedSite, language: str) -> Localised:
    """The hospital's name; for one that the registry does not name, a sentence that says so, with the city."""
    if site.is_undisclosed:
        return Localised(
            _("Hospital not named, %(city)s") % {"city": city_name(site.city, language, site.country)}, language
        )
    if language != "en" and site.name_nb:
        return Localised(site.name_nb, "nb", "" if language == "nb" else "nb")
    return Localised(site.name_en, "en", "" if language == "en" else "en")


def site_names(sites: Iterable[NamedSite], language: str) -> dict[str, Localised]:
    """The sites' names by slug; those that share a name stand with their city, or country where the city is shared."""
    named = [(site, site_name(site, language)) for site in sites]
    times = Counter(name.text for _site, name in named)

    def apart(site: NamedSite, name: Localised) -> Localised:
        if times[name.text] == 1:
            return name
        place = country_name(site.country, language)
        if not site.is_undisclosed:
            place = city_name(site.city, language, site.country)
        return replace(name, text=f"{name.text}, {place}")

    return {site.slug: apart(site, name) for site, name in named}


def target_name(slug: str, name: str) -> str:
    """The target in running text: its short name where it has one, in words where it has not."""
    in_words = {
        "baff-r": "BAFF-R",
        "citrullinated-proteins": _("citrullinated proteins"),
        "dsg3-autoantibody": _("B cells with autoantibody against desmoglein 3"),
        "musk-autoantibody": _("B cells with autoantibody against MuSK"),
    }
    return in_words.get(slug, name)


def capitalised(text: str) -> str:
    """A text that begins a line: capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def mid_sentence(text: str) -> str:
    """A label inside a sentence: small first letter, but for names and abbreviations."""
    first = re.split(r"[ -]", text, maxsplit=1)[0]
    is_name = len(first) < 2 or re.search(r"[A-Z0-9ÆØÅ]", first[1:]) or fold(first).startswith(PERSONS)
    return text if is_name else text[:1].lower() + text[1:]
