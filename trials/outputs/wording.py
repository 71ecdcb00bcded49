"""A question in words: the heading of a list, what is chosen, and what to loosen when nothing is found."""

from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict
from django.utils.translation import gettext as _, ngettext

from trials.choices import HealthRegion, Region
from trials.dates import format_date
from trials.localised import Localised
from trials.names import mid_sentence
from trials.places import in_country
from trials.query.address import address
from trials.query.labels import Labels
from trials.query.studies import SHOWN_HOW, StudyList


class Question(Protocol):
    """What was asked of a list, whatever it lists."""

    @property
    def params(self) -> QueryDict:
        """The question as asked."""

    @property
    def chosen(self) -> dict[str, Any]:
        """The values asked for, by parameter."""

    @property
    def narrowed(self) -> Mapping[str, Sized]:
        """What each parameter alone leaves."""

    def without(self, parameter: str, /) -> Sized:
        """What the rest of the question leaves."""


@dataclass(frozen=True)
class Chip:
    """A chosen value that can be taken away."""

    label: Localised
    address: str


@dataclass(frozen=True)
class Loosening:
    """A part of the question, and how long the list is without it."""

    label: str
    address: str
    count: int


def either(words: Iterable[str]) -> str:
    """The words as alternatives: "Norway, Denmark or Sweden"."""
    *first, last = words
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def in_region(region: str) -> str:
    """A region with its preposition."""
    if region in HealthRegion:
        return _("in %(place)s") % {"place": HealthRegion(region).label}
    return _("in the Nordic countries") if region == Region.NORDIC else _("in Europe")


def heading(studies: StudyList, labels: Labels) -> str:
    """What the list shows, in words: "14 studies of lupus nephritis, recruiting, in Europe"."""
    count = len(studies.studies)
    subject = ngettext("%(n)d study", "%(n)d studies", count) % {"n": count}
    if diseases := _either("indication", studies, labels):
        subject = _("%(studies)s of %(diseases)s") % {"studies": subject, "diseases": diseases}
    told = subject
    for phrase in PHRASES:
        if part := phrase(studies, labels):
            # "8 studies in Europe", but "8 studies, recruiting, in Europe".
            told += (" " if told == subject and phrase in PREPOSITIONAL else ", ") + part
    return told


def _either(parameter: str, studies: StudyList, labels: Labels) -> str:
    values = studies.chosen.get(parameter, ())
    return either([mid_sentence(str(labels.label(parameter, value))) for value in values]) if values else ""


def _plain(parameter: str) -> Callable[[StudyList, Labels], str]:
    return lambda studies, labels: _either(parameter, studies, labels)


def _product(studies: StudyList, labels: Labels) -> str:
    names = [str(labels.label("product", value)) for value in studies.chosen.get("product", ())]
    return _("with %(products)s") % {"products": either(names)} if names else ""


def _sponsor(studies: StudyList, labels: Labels) -> str:
    names = [str(labels.label("sponsor", value)) for value in studies.chosen.get("sponsor", ())]
    return _("sponsor %(sponsors)s") % {"sponsors": either(names)} if names else ""


def _age(studies: StudyList, _labels: Labels) -> str:
    ages = [str(age) for age in studies.chosen.get("age", ())]
    return _("that include age %(ages)s") % {"ages": either(ages)} if ages else ""


def _place(studies: StudyList, labels: Labels) -> str:
    regions = [in_region(region) for region in studies.chosen.get("region", ())]
    codes = studies.chosen.get("country", ())
    countries = [in_country(code, labels.language) for code in codes]
    return ", ".join(either(places) for places in (regions, countries) if places)


def _site(studies: StudyList, labels: Labels) -> str:
    names = [str(labels.label("site", value)) for value in studies.chosen.get("site", ())]
    return _("at %(sites)s") % {"sites": either(names)} if names else ""


def _only_here(studies: StudyList, labels: Labels) -> str:
    """The asker's place, where the list holds nothing else."""
    return placed(studies, labels) if "only_here" in studies.chosen else ""


def placed(studies: StudyList, labels: Labels) -> str:
    """The place that is referred from, with its preposition: "at Haukeland University Hospital", "in Norway"."""
    asker = studies.asker
    if asker.site:
        return _("at %(sites)s") % {"sites": labels.label("near", asker.value)}
    return in_region(asker.health_region) if asker.health_region else in_country(asker.country, labels.language)


def _foreign(studies: StudyList, _labels: Labels) -> str:
    return _("that take patients from abroad") if "foreign" in studies.chosen else ""


def _since(studies: StudyList, labels: Labels) -> str:
    since = studies.chosen.get("confirmed_since")
    return _("confirmed by the site since %(date)s") % {"date": format_date(since, labels.language)} if since else ""


def _words(studies: StudyList, _labels: Labels) -> str:
    return _("with hits for “%(words)s”") % {"words": studies.chosen["q"]} if "q" in studies.chosen else ""


PHRASES: tuple[Callable[[StudyList, Labels], str], ...] = (
    _plain("modality"),
    _plain("target"),
    _product,
    _plain("phase"),
    _plain("study_type"),
    _plain("status"),
    _plain("open"),
    _since,
    _plain("sponsor_type"),
    _sponsor,
    _foreign,
    _age,
    _place,
    _site,
    _only_here,
    _words,
)
PREPOSITIONAL = (_product, _foreign, _age, _place, _site, _only_here, _words)


def chips(question: Question, labels: Labels) -> list[Chip]:
    """The chosen values, each with the address of the question without it."""
    found = []
    for name, value in question.chosen.items():
        if name in SHOWN_HOW:
            continue
        for one in value if isinstance(value, list) else [value]:
            drop = (name, str(one) if isinstance(value, list) else None)
            found.append(Chip(_chosen(name, one, labels), address(question.params, drop=drop)))
    return found


def _chosen(name: str, value: Any, labels: Labels) -> Localised:
    """A chosen value by itself, in words that say what it is."""
    if name == "q":
        return Localised(_("“%(words)s”") % {"words": value}, labels.language)
    if name == "age":
        return Localised(_("Age %(age)d") % {"age": value}, labels.language)
    if name == "near":
        return Localised(_("Referring from %(place)s") % {"place": labels.label(name, str(value))}, labels.language)
    return _ticked(name, value, labels)


def _ticked(name: str, value: Any, labels: Labels) -> Localised:
    """A value whose parameter says what it is, where the value alone does not."""
    if name == "confirmed_since":
        words = _("Confirmed by the site since %(date)s") % {"date": format_date(value, labels.language, "short")}
        return Localised(words, labels.language)
    words = {"only_here": _("Only here"), "foreign": _("Takes patients from abroad")}.get(name, "")
    return Localised(words, labels.language) if words else labels.label(name, str(value))


def loosenings(question: Question, labels: Labels) -> list[Loosening]:
    """For an empty list: each part of the question, with the length of the list without it, most first."""
    found = []
    for name in question.narrowed:
        values = question.chosen[name] if isinstance(question.chosen[name], list) else [question.chosen[name]]
        label = either([str(_ticked(name, value, labels)) for value in values])
        found.append(Loosening(label, address(question.params, drop=(name, None)), len(question.without(name))))
    return sorted(found, key=lambda one: -one.count)
