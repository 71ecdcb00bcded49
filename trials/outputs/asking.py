"""The question "Where do you refer from?": what is suggested, and what was answered."""

from collections.abc import Iterable

from trials.choices import HealthRegion
from trials.models import Site
from trials.names import site_name
from trials.places import city_name, country_name, nearest_first
from trials.query.asker import HOME_COUNTRY
from trials.query.index.held import NAMES, Index
from trials.query.labels import Labels
from trials.query.studies import StudyList
from trials.text import sort_key


def suggestions(index: Index, language: str) -> list[str]:
    """Places to refer from by name: health regions, Norwegian hospitals with their town, countries with a study.

    Made once for each state of the data, in one query.
    """
    return index.once(
        (NAMES, "country"), "places to ask", language, make=lambda: _suggestions(index.values("country"), language)
    )


def _suggestions(countries: Iterable[str], language: str) -> list[str]:
    sites = Site.objects.filter(country=HOME_COUNTRY, is_undisclosed=False)
    hospitals = {_with_town(site, language) for site in sites}
    return [
        *(str(region.label) for region in HealthRegion),
        *sorted(hospitals, key=lambda name: sort_key(name, language)),
        *(country_name(code, language) for code in nearest_first({*countries, HOME_COUNTRY}, language)),
    ]


def answered(studies: StudyList, labels: Labels) -> str:
    """What stands in the box: the name of the place asked from, or what was written and not understood."""
    if "near" in studies.chosen:
        return str(labels.label("near", str(studies.asker)))
    return studies.params.get("near", "") if studies.faults else ""


def _with_town(site: Site, language: str) -> str:
    name, town = str(site_name(site, language)), city_name(site.city, language, site.country)
    return name if town in name else f"{name}, {town}"
