"""A question in words: the heading of a list, its summary, and what to loosen when nothing is found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict
from django.utils.translation import gettext as _, ngettext

from trials.choices import HealthRegion, RecruitmentStatus, Region
from trials.localised import Localised
from trials.models import StudySite
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
    def narrowed(self) -> dict[str, set[int]]:
        """What each parameter alone leaves."""

    def without(self, parameter: str, /) -> set[int]:
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


def _words(studies: StudyList, _labels: Labels) -> str:
    return _("with hits for “%(words)s”") % {"words": studies.chosen["q"]} if "q" in studies.chosen else ""


PHRASES: tuple[Callable[[StudyList, Labels], str], ...] = (
    _plain("modality"),
    _plain("target"),
    _product,
    _plain("phase"),
    _plain("study_type"),
    _plain("status"),
    _plain("sponsor_type"),
    _sponsor,
    _age,
    _place,
    _site,
    _words,
)
PREPOSITIONAL = (_product, _age, _place, _site, _words)


def summary(studies: StudyList) -> str:
    """How many of the list recruit and how many sites have confirmed; one query. Empty for an empty list."""
    found = set(studies.studies)
    if not found:
        return ""
    recruiting = len(found & studies.members.of("status", [RecruitmentStatus.RECRUITING]))
    confirmed = StudySite.objects.filter(study__in=found, verified_at__isnull=False).values("study").distinct().count()
    recruit = ngettext(
        "%(n)d is recruiting according to its source.",
        "%(n)d are recruiting according to their sources.",
        recruiting,
    ) % {"n": recruiting}
    if not confirmed:
        return " ".join([recruit, _("None is confirmed by the site.")])
    told = ngettext("%(n)d is confirmed by a site.", "%(n)d are confirmed by a site.", confirmed) % {"n": confirmed}
    return f"{recruit} {told}"


def chips(question: Question, labels: Labels) -> list[Chip]:
    """The chosen values, each with the address of the question without it."""
    found = []
    for name, value in question.chosen.items():
        if name in SHOWN_HOW:
            continue
        for one in value if isinstance(value, list) else [value]:
            label = labels.label(name, str(one))
            if name == "age":
                label = Localised(_("Age %(age)d") % {"age": one}, labels.language)
            if name == "q":
                label = Localised(_("“%(words)s”") % {"words": one}, labels.language)
            found.append(Chip(label, address(question.params, drop=(name, None if name == "q" else str(one)))))
    return found


def loosenings(question: Question, labels: Labels) -> list[Loosening]:
    """For an empty list: each part of the question, with the length of the list without it, most first."""
    found = []
    for name in question.narrowed:
        values = question.chosen[name] if isinstance(question.chosen[name], list) else [question.chosen[name]]
        label = either([str(labels.label(name, str(value))) for value in values])
        found.append(Loosening(label, address(question.params, drop=(name, None)), len(question.without(name))))
    return sorted(found, key=lambda one: -one.count)
