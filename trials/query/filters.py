"""Every public parameter of every list, declared by hand: what it is called, and which values it takes.

An invalid value is an error that names it. django-filter alone would answer with everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from trials.choices import Modality, Phase, RecruitmentStatus, Region, SponsorType, StudyType
from trials.models import Indication, Product, Site, Sponsor, Study, Target
from trials.places import COUNTRY_CODES
from trials.query.fields import CodeFilter, CodesFilter, SlugsFilter, WholeNumbersFilter
from trials.query.nearest import OpenWord
from trials.query.place_fields import AskerFilter, DayFilter
from trials.query.ranking import Sort

MAX_AGE = 120
MAX_WORDS = 200
_COUNTRIES = [(code, code) for code in sorted(COUNTRY_CODES)]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one parameter, in the reader's words."""

    parameter: str
    message: str


# Choices are given as a function: a form copies its fields for every request, and with them every choice in a list.
def _codes(choices: Any, label: Any) -> CodesFilter:
    return CodesFilter(choices=lambda: choices, label=label)


def _countries(label: Any) -> CodesFilter:
    return CodesFilter(choices=_COUNTRIES, label=label)


def _words(label: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(label=label, max_length=MAX_WORDS)


def _box(value: str, label: Any) -> CodeFilter:
    """A box that is ticked or not."""
    return CodeFilter(choices=[(value, label)], label=label, empty_label=None)


class ListFilterSet(django_filters.FilterSet):
    """What all lists share: parameters that may be given once only, and faults that are told."""

    ONCE = ("q", "sort", "page", "format", "near", "only_here", "confirmed_since", "foreign")

    page = WholeNumbersFilter(label=gettext_lazy("Page"), minimum=1, maximum=999999)

    def __init__(self, params: QueryDict) -> None:
        """The question; what FilterSet copies and builds for each request is made once, since it never changes.

        So are the fields: a form copies all of them, to read the two or three that were asked for.
        """
        self.params = params
        self.filters = self.base_filters
        self.read, self.wrong = self._read()

    def _read(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """The values asked for, by parameter, and what is wrong with those that cannot be read."""
        cleaned, errors = {}, {}
        for name, declared in self.filters.items():
            if name in self.params:
                field = declared.field
                try:
                    cleaned[name] = field.clean(field.widget.value_from_datadict(self.params, {}, name))
                except ValidationError as error:
                    errors[name] = error.messages
        return cleaned, errors

    def faults(self) -> list[Fault]:
        """Everything that is wrong with the question: unknown, repeated and invalid parameters, in its own order."""
        faults = []
        for name, values in self.params.lists():
            if name not in self.filters:
                faults.append(Fault(name, _("There is no filter called “%(name)s”.") % {"name": name[:50]}))
            elif name in self.ONCE and len(values) > 1:
                faults.append(Fault(name, _("“%(name)s” can be given only once.") % {"name": name}))
        for name, errors in self.wrong.items():
            label = self.filters[name].label
            faults += [Fault(name, f"{label}: {error}") for error in errors]
        return faults

    @property
    def chosen(self) -> dict[str, Any]:
        """The values asked for, by parameter; absent ones left out. Only for a question without faults."""
        return {name: value for name, value in self.read.items() if value}

    @property
    def question(self) -> QueryDict:
        """The question in its one writing: each value once, `07` as `7`. Only for a question without faults."""
        written = QueryDict(mutable=True)
        for name in self.params:
            value = self.read[name]
            written.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
        return written

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Not used: members of a list are looked up in sets, where their counts come from too."""
        raise NotImplementedError


class StudyFilterSet(ListFilterSet):
    """The parameters of the list of studies. Repeated means "or", different ones mean "and"."""

    q = _words(gettext_lazy("Search"))
    indication = SlugsFilter(model=Indication, label=gettext_lazy("Disease"))
    country = _countries(gettext_lazy("Country"))
    region = _codes(Region.choices, gettext_lazy("Region"))
    site = SlugsFilter(model=Site, label=gettext_lazy("Study site"))
    status = _codes(RecruitmentStatus.choices, gettext_lazy("Status"))
    modality = _codes(Modality.choices, gettext_lazy("Type of treatment"))
    target = SlugsFilter(model=Target, label=gettext_lazy("Target"))
    phase = _codes(Phase.choices, gettext_lazy("Phase"))
    sponsor_type = _codes(SponsorType.choices, gettext_lazy("Sponsor type"))
    sponsor = SlugsFilter(model=Sponsor, label=gettext_lazy("Sponsor"))
    product = SlugsFilter(model=Product, label=gettext_lazy("Product"))
    age = WholeNumbersFilter(label=gettext_lazy("Age"), minimum=0, maximum=MAX_AGE)
    study_type = _codes(StudyType.choices, gettext_lazy("Study type"))
    near = AskerFilter(label=gettext_lazy("Where do you refer from?"), max_length=MAX_WORDS)
    only_here = _box("1", gettext_lazy("Only here"))
    open = _codes(OpenWord.choices, gettext_lazy("Open for referral"))
    confirmed_since = DayFilter(label=gettext_lazy("Confirmed by the site since"))
    foreign = _box("yes", gettext_lazy("Takes patients from abroad"))
    sort = CodeFilter(choices=Sort.choices, label=gettext_lazy("Order"), empty_label=None)
    format = CodeFilter(choices=[("csv", "CSV"), ("xlsx", "XLSX")], label=gettext_lazy("Format"), empty_label=None)

    class Meta:
        model = Study
        fields: tuple[str, ...] = ()


class ChangeFilterSet(StudyFilterSet):
    """The parameters of the list of changes: those of the list of studies, and a feed for a file."""

    format = CodeFilter(choices=[("atom", "Atom")], label=gettext_lazy("Format"), empty_label=None)

    class Meta(StudyFilterSet.Meta):
        pass


class SiteFilterSet(ListFilterSet):
    """The parameters of the list of study sites."""

    q = _words(gettext_lazy("Search"))
    country = _countries(gettext_lazy("Country"))
    region = _codes(Region.choices, gettext_lazy("Region"))

    class Meta:
        model = Site
        fields: tuple[str, ...] = ()


class SponsorFilterSet(ListFilterSet):
    """The parameters of the list of sponsors."""

    q = _words(gettext_lazy("Search"))
    sponsor_type = _codes(SponsorType.choices, gettext_lazy("Sponsor type"))
    country = _countries(gettext_lazy("Country"))

    class Meta:
        model = Sponsor
        fields: tuple[str, ...] = ()


class ProductFilterSet(ListFilterSet):
    """The parameters of the list of products."""

    q = _words(gettext_lazy("Search"))
    modality = _codes(Modality.choices, gettext_lazy("Type of treatment"))
    target = SlugsFilter(model=Target, label=gettext_lazy("Target"))

    class Meta:
        model = Product
        fields: tuple[str, ...] = ()


def asked(params: QueryDict) -> QueryDict:
    """The question without empty values: an empty one is absent."""
    stated = QueryDict(mutable=True)
    for name, values in params.lists():
        kept: Iterable[str] = [value for value in values if value.strip()]
        stated.setlist(name, list(kept)) if kept else None
    return stated
