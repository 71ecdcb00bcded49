"""The answer that a study's page opens with: each site in Norway in full, then the Nordic countries and Europe.

Whether a place takes patients, and its words, come from `openness`; here they are only put in order.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from trials.choices import Openness
from trials.localised import Localised
from trials.models import Source, Study, StudySite
from trials.names import mid_sentence, site_name
from trials.outputs.clinical import listed
from trials.outputs.openness import PlaceWords, place_words
from trials.outputs.site_facts import ContactLine, SiteFact, confirmation, contact_lines, site_facts
from trials.places import city_name, country_name, in_country, nearest_first, tier
from trials.query.cards import StudyCard
from trials.query.openness import OPEN
from trials.query.study_places import StudyPlace, study_places
from trials.text import sort_key

_ORDER = [*Openness]
# As many cities of a country are named; the table of sites has them all.
MOST_CITIES = 4


@dataclass(frozen=True)
class PlaceAnswer:
    """A study at one place, in full; `slug` is empty for a country of which no site is named."""

    country: str
    name: Localised
    city: str
    slug: str
    words: PlaceWords
    source: Source | None
    as_of: object
    confirmed: str
    contacts: list[ContactLine]
    facts: list[SiteFact]
    silent: str

    @property
    def has_news(self) -> bool:
        """Whether the site itself said anything that no line of a group can hold."""
        return bool(self.contacts or self.facts)


@dataclass(frozen=True)
class PlaceLine:
    """Places of which the same is said: "Denmark (Aarhus), Sweden (Lund, Stockholm)"."""

    words: PlaceWords
    places: str


@dataclass(frozen=True)
class Area:
    """Countries that are equally near: a line for each thing said, then in full the sites that told more."""

    name: str
    lines: list[PlaceLine]
    in_full: list[PlaceAnswer]


@dataclass(frozen=True)
class Answer:
    """All of it; `elsewhere` says plainly where it is open, when it is not open in Norway.

    `contacts` are those of the whole study.
    """

    norway: list[PlaceAnswer]
    areas: list[Area]
    elsewhere: str
    contacts: list[ContactLine]


def answer(study: Study, card: StudyCard, today: datetime.date, language: str) -> Answer:
    """The answer of a study from `study_page.study_for_page`; no query."""
    sites = {here.pk: here for here in study.study_sites.all()}
    found = [_place(place, sites.get(place.study_site_id or 0), today, language) for place in study_places(card.places)]
    found.sort(key=lambda one: (_ORDER.index(one.words.code), not one.city, sort_key(one.city, language), one.slug))
    norway = [one for one in found if one.country == "NO"]
    areas = [
        _area(name, [one for one in found if one.country and tier(one.country) == nearness], language)
        for nearness, name in ((1, _("Nordic countries")), (2, _("Rest of Europe")))
    ]
    return Answer(
        norway,
        [area for area in areas if area.lines],
        _elsewhere(norway, found, language),
        contact_lines(study.contacts.all()),
    )


def _place(place: StudyPlace, here: StudySite | None, today: datetime.date, language: str) -> PlaceAnswer:
    facts, silent = site_facts(here, language) if here else ([], "")
    return PlaceAnswer(
        country=place.country,
        name=site_name(place, language) if here else Localised(_country(place.country, language), language),
        city=city_name(place.city, language, place.country) if here else "",
        slug=place.slug,
        words=place_words(place, today, language),
        source=here.status_source if here else None,
        as_of=here.status_as_of if here else None,
        confirmed=confirmation(here, language) if here else "",
        contacts=contact_lines(here.contacts.all()) if here else [],
        facts=facts,
        silent=silent,
    )


def _country(code: str, language: str) -> str:
    return country_name(code, language) if code else _("Country not stated by the source")


def _area(name: str, places: list[PlaceAnswer], language: str) -> Area:
    alike: dict[PlaceWords, list[PlaceAnswer]] = {}
    for one in places:
        alike.setdefault(one.words, []).append(one)
    lines = [PlaceLine(words, _by_country(found, language)) for words, found in alike.items()]
    return Area(name, lines, [one for one in places if one.has_news])


def _by_country(places: Iterable[PlaceAnswer], language: str) -> str:
    cities: dict[str, list[str]] = {}
    for one in places:
        cities.setdefault(one.country, []).extend([one.city] if one.city else [])
    told = []
    for code in nearest_first(cities, language):
        where = _cities(cities[code])
        told.append(country_name(code, language) + (f" ({where})" if where else ""))
    return ", ".join(told)


def _cities(sites: list[str]) -> str:
    """The cities of a country's sites; only how many sites there are, where those are many."""
    if len(sites) > MOST_CITIES:
        return ngettext("%(n)d site", "%(n)d sites", len(sites)) % {"n": len(sites)}
    return ", ".join(dict.fromkeys(sites))


def _elsewhere(norway: list[PlaceAnswer], places: list[PlaceAnswer], language: str) -> str:
    """Where it is open, such as "Closed in Norway; open: Germany and Spain"; empty where it is open in Norway."""
    opened = {one.words.code: one.words.label for one in places if one.words.code in OPEN}
    if not opened or any(one.words.code in OPEN for one in norway):
        return ""
    here = _in_norway(norway[0].words.label, language) if norway else _("No Norwegian site")
    told = [here]
    for code in sorted(opened, key=_ORDER.index):
        countries = nearest_first({one.country for one in places if one.words.code == code and one.country}, language)
        names = listed(country_name(country, language) for country in countries)
        told += [f"{mid_sentence(opened[code])}: {names}"] if countries else []
    return "; ".join(told)


def _in_norway(word: str, language: str) -> str:
    return _("%(word)s %(where)s") % {"word": word, "where": in_country("NO", language)}
