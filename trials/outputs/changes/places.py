"""What befell the countries and study sites of a study, those with the same change in one sentence."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _, ngettext

from trials.localised import Localised
from trials.models import StudyChange
from trials.names import mid_sentence, site_name
from trials.outputs.changes.phrases import Phrase, Words, capitalised, joined, phrase
from trials.outputs.changes.values import value_in_words
from trials.places import city_name, country_name, in_country, is_country, nearest_first
from trials.query.facts import COUNTRY, COUNTRY_STATUS, PLACES, SITE, SITE_STATUS, is_empty

IN_PLACES = {COUNTRY, COUNTRY_STATUS, SITE, SITE_STATUS, PLACES}
# As many places are named; the rest are counted.
NAMED = 5


def of_places(field: str, changes: Sequence[StudyChange], language: str) -> list[Phrase]:
    """The sentences of the changes of one field of places."""
    if field == PLACES:
        return [told for change in changes for told in _unknown_places(change, language)]
    alike: dict[str, list[StudyChange]] = {}
    for change in changes:
        alike.setdefault(json.dumps([change.before, change.after], sort_keys=True), []).append(change)
    tell = {COUNTRY: _countries, COUNTRY_STATUS: _in_countries, SITE: _sites, SITE_STATUS: _at_sites}[field]
    return [tell(group, language) for group in alike.values()]


def _countries(changes: Sequence[StudyChange], language: str) -> Phrase:
    names = _named([country_name(code, language) for code in _nearest(changes, language)], language, ", ")
    pattern = _("%(places)s removed") if is_empty(changes[0].after) else _("%(places)s added")
    return phrase(language, pattern, places=names)


def _in_countries(changes: Sequence[StudyChange], language: str) -> Phrase:
    places = [in_country(code, language) for code in _nearest(changes, language)]
    return capitalised(_status(changes[0], _named(places, language, ", "), language))


def _sites(changes: Sequence[StudyChange], language: str) -> Phrase:
    count = len(changes)
    pattern = (
        ngettext("Study site removed: %(sites)s", "Study sites removed: %(sites)s", count)
        if is_empty(changes[0].after)
        else ngettext("New study site: %(sites)s", "New study sites: %(sites)s", count)
    )
    return phrase(language, pattern, sites=_named(_site_names(changes, language), language))


def _at_sites(changes: Sequence[StudyChange], language: str) -> Phrase:
    sites = phrase(language, _("at %(sites)s"), sites=_named(_site_names(changes, language), language))
    return capitalised(_status(changes[0], sites, language))


def _unknown_places(change: StudyChange, language: str) -> list[Phrase]:
    """The places that are no hospitals of ours, as the registry names them."""
    patterns: list[tuple[Any, Callable[[int], str]]] = [
        (
            change.after,
            lambda n: ngettext(
                "New study site in the registry: %(sites)s", "New study sites in the registry: %(sites)s", n
            ),
        ),
        (
            change.before,
            lambda n: ngettext(
                "Study site no longer in the registry: %(sites)s",
                "Study sites no longer in the registry: %(sites)s",
                n,
            ),
        ),
    ]
    return [
        phrase(language, pattern(len(names)), sites=_named([_with_country(name, language) for name in names], language))
        for names, pattern in patterns
        if names
    ]


def _with_country(name: str, language: str) -> str:
    """A place as the registry writes it, with its country's name in place of the code."""
    place, _comma, code = name.rpartition(", ")
    return f"{place}, {country_name(code, language)}" if place and is_country(code) else name


def _status(change: StudyChange, where: Words, language: str) -> Phrase:
    def words(value: Any) -> str:
        return mid_sentence(value_in_words(change.field, value, language).text)

    pattern = _("%(where)s: %(after)s (was: %(before)s)")
    return phrase(language, pattern, where=where, after=words(change.after), before=words(change.before))


def _nearest(changes: Iterable[StudyChange], language: str) -> list[str]:
    return nearest_first({change.country for change in changes}, language)


def _site_names(changes: Iterable[StudyChange], language: str) -> list[Words]:
    return [_site(change.site, language) for change in sorted(changes, key=lambda change: change.site_id or 0)]


def _site(site: Any, language: str) -> Words:
    name: Localised = site_name(site, language)
    city = city_name(site.city, language, site.country)
    return name if site.is_undisclosed else phrase(language, "%(name)s, %(city)s", name=name, city=city)


def _named(names: Sequence[Words], language: str, separator: str = "; ") -> Phrase:
    """The first of the names, and how many more there are."""
    shown = joined(language, names[:NAMED], separator)
    rest = len(names) - NAMED
    if rest <= 0:
        return shown
    return phrase(
        language, ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", rest), names=shown, n=str(rest)
    )
