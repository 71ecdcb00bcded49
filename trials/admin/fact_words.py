"""The facts that registries feed, in words: what each is called, and what it says."""

from typing import Any

from django.utils.translation import gettext as _

from trials.ages import format_limits
from trials.choices import RecruitmentStatus
from trials.dates import PartialDate
from trials.models import Site, Study
from trials.names import capitalised, site_name
from trials.places import country_name
from trials.query.facts import COUNTRY, COUNTRY_STATUS, SITE, SITE_STATUS, Key, is_empty

# Texts that are compared word by word.
LONG = {"public_title", "scientific_title", "why_stopped", "criteria_text"}


def label_of(key: Key, site: Site | None, language: str) -> str:
    """What the fact is called; `site` is the one that it is about, if any."""
    name, country, _site = key
    if name == COUNTRY:
        return country_name(country, language)
    if name == COUNTRY_STATUS:
        return _("Status in the country: %(country)s") % {"country": country_name(country, language)}
    if site is not None:
        where = site_name(site, language).text
        return _("Status at the site: %(site)s") % {"site": where} if name == SITE_STATUS else where
    return capitalised(str(Study._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def value_in_words(name: str, value: Any, language: str) -> str:
    """The value for a reader; empty where nothing is said, but of a place, which is in the study or not."""
    if name in {COUNTRY, SITE}:
        return _("In the study") if value else _("Not in the study")
    if is_empty(value):
        return ""
    if name.endswith("_date"):
        return PartialDate.parse(str(value)).format(language)
    if name.endswith("_age_months"):
        return format_limits(value, value, language)
    if name in {COUNTRY_STATUS, SITE_STATUS}:
        return str(RecruitmentStatus(value).label)
    choices: dict[Any, Any] = dict(getattr(Study._meta.get_field(name), "flatchoices", ()))
    return str(choices.get(value, value))
