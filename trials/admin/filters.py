"""Filters of the admin's lists: the questions that coordinators ask.

A filter has a fixed set of answers, or the primary key of a thing; any other value is a fault of the question, which
`parameters` tells. Parameters by code are called as Django calls its own, `phase__exact`, so that links hold.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trials.admin.labels import choosable, label
from trials.admin.widgets import is_key
from trials.choices import Modality
from trials.models import Contact, Product, Study, StudyModality, StudySite
from trials.places import EUROPE, NORDIC
from trials.query.completeness import Fact, lacking

# A confirmation, or the look at a registry, that is older says little (PRODUCT: "Can I refer today?").
FRESH_DAYS = 90
NOBODY = Q(pk__in=[])

Answers = list[tuple[str, Any]]


class Filter(admin.SimpleListFilter):
    """A question with fixed answers, each a condition on the rows."""

    def lookups(self, request: HttpRequest, model_admin: object) -> Answers:
        """The answers: what stands in the address, and what is read."""
        return [(code, text) for code, (text, _condition) in self.answers().items()]

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """By what stands in the address: what is read, and the condition."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the chosen answer holds for; all when none is chosen."""
        value = self.value()
        if value is None:
            return queryset
        _text, condition = self.answers().get(value, ("", lambda: NOBODY))
        return queryset.filter(condition())


def by_code(path: str, choices: Any, title: Any, *, or_none: bool = False) -> type[Filter]:
    """A filter by the codes of a vocabulary in a column; also by none, which is the value NONE."""

    class CodeFilter(Filter):
        parameter_name = f"{path}__exact"

        def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
            """The vocabulary."""
            stated = {code: (text, lambda code=code: Q(**{path: code})) for code, text in choices if code}
            none: dict[str, Any] = {"NONE": (_("Not stated"), lambda: Q(**{path: ""}))} if or_none else {}
            return stated | none

    CodeFilter.title = title
    return CodeFilter


def yes_or_no(name: str, title: Any, condition: Callable[[], Q]) -> type[Filter]:
    """A filter by whether a condition holds."""

    class YesNoFilter(Filter):
        parameter_name = name

        def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
            """Yes, and no."""
            return {"yes": (_("Yes"), condition), "no": (_("No"), lambda: ~condition())}

    YesNoFilter.title = title
    return YesNoFilter


def of_thing(path: str, model: type[Model], title: Any) -> type[admin.SimpleListFilter]:
    """A filter by one thing, that links from elsewhere lead to; beside the list only while it is chosen."""

    class ThingFilter(admin.SimpleListFilter):
        parameter_name = f"{path}__id__exact"

        @staticmethod
        def accepts(value: str) -> bool:
            """Whether it can be a primary key."""
            return is_key(value)

        def lookups(self, request: HttpRequest, model_admin: object) -> Answers:
            """The thing that is chosen."""
            value = self.value()
            if value is None:
                return []
            return [(str(thing.pk), label(thing)) for thing in choosable(model).filter(pk=value)]

        def has_output(self) -> bool:
            """While a thing is chosen, even one that is no more: then no row is of it."""
            return self.value() is not None

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            """The rows of the thing."""
            value = self.value()
            if value is None:
                return queryset
            field = queryset.model._meta.get_field(path)
            if not field.many_to_many:
                return queryset.filter(**{path: value})
            # A join would show a row as often as it is linked, and count so.
            own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
            linked = field.remote_field.through._default_manager.filter(**{other: value})
            return queryset.filter(pk__in=linked.values(own))

    ThingFilter.title = title
    return ThingFilter


def _at_sites(**condition: Any) -> Callable[[], Q]:
    return lambda: Q(Exists(StudySite.objects.filter(study=OuterRef("pk"), **condition)))


def _oldest_fresh() -> Any:
    return timezone.now() - timedelta(days=FRESH_DAYS)


def _old_here() -> Q:
    return Q(changed_at__lt=_oldest_fresh()) | Q(changed_at__isnull=True)


def _old_in_registry() -> Q:
    day = str(timezone.localdate() - timedelta(days=FRESH_DAYS))
    return Q(last_registry_update__lt=day) | Q(last_registry_update__isnull=True)


class LacksFilter(Filter):
    """Studies that lack a fact which publication asks for."""

    title = _("missing for publication")
    parameter_name = "lacks"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """Any of the facts that publication asks for, and each of them."""
        facts = {fact.value: (fact.label, lambda fact=fact: lacking(fact)) for fact in Fact}
        return {"ANY": (_("Any of these"), lambda: lacking(*Fact)), **facts}


class PlaceFilter(Filter):
    """Studies with a site in Norway, the Nordic countries, Europe, or with none at all."""

    title = _("has sites in")
    parameter_name = "sites_in"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """The places, the nearest first."""
        return {
            "NO": (_("Norway"), _at_sites(site__country="NO")),
            "NORDIC": (_("The Nordic countries"), _at_sites(site__country__in=sorted(NORDIC))),
            "EUROPE": (_("Europe"), _at_sites(site__country__in=sorted(EUROPE))),
            "NOT_NO": (_("Not in Norway"), lambda: ~_at_sites(site__country="NO")()),
            "NONE": (_("No sites"), lambda: ~_at_sites()()),
        }


class StaleFilter(Filter):
    """Studies that nobody has looked at, or whose registry has been silent, for 90 days."""

    title = _("not updated in 90 days")
    parameter_name = "stale"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """Here, in the registry, or both."""
        return {
            "here": (_("Not changed here"), _old_here),
            "registry": (_("Not changed in the registry"), _old_in_registry),
            "both": (_("Neither"), lambda: _old_here() & _old_in_registry()),
        }


def _has_modality(code: str) -> Q:
    products = Product.objects.filter(modality=code).values("pk")
    through = Study.products.through.objects.filter(product__in=products)
    own = StudyModality.objects.filter(modality=code)
    return Q(pk__in=through.values("study")) | Q(pk__in=own.values("study"))


class ModalityFilter(Filter):
    """Studies by the kind of treatment, of their products or stated by themselves."""

    title = _("type of treatment")
    parameter_name = "modality"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """The vocabulary."""
        return {code: (text, partial(_has_modality, code)) for code, text in Modality.choices}


class SiteOfStudyPlaceFilter(Filter):
    """Sites of studies by where the hospital is."""

    title = _("country")
    parameter_name = "in"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """The places, the nearest first."""
        return {
            "NO": (_("Norway"), lambda: Q(site__country="NO")),
            "NORDIC": (_("The Nordic countries"), lambda: Q(site__country__in=sorted(NORDIC))),
            "EUROPE": (_("Europe"), lambda: Q(site__country__in=sorted(EUROPE))),
        }


class ConfirmedFilter(Filter):
    """Sites of studies by when the hospital confirmed."""

    title = _("confirmed by the site")
    parameter_name = "confirmed"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """Within 90 days, before, or never."""
        return {
            "fresh": (_("In the last 90 days"), lambda: Q(verified_at__gte=_oldest_fresh())),
            "stale": (
                _("Not in the last 90 days"),
                lambda: Q(verified_at__lt=_oldest_fresh()) | Q(verified_at__isnull=True),
            ),
            "never": (_("Never"), lambda: Q(verified_at__isnull=True)),
        }


def has_no_contact() -> Q:
    """The condition that a site of a study has nobody to call."""
    return ~Q(Exists(Contact.objects.filter(study_site=OuterRef("pk"))))


class SiteCountryFilter(Filter):
    """Hospitals by where they are."""

    title = _("country")
    parameter_name = "in"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """The places, the nearest first."""
        return {
            "NO": (_("Norway"), lambda: Q(country="NO")),
            "NORDIC": (_("The Nordic countries"), lambda: Q(country__in=sorted(NORDIC))),
            "EUROPE": (_("Europe"), lambda: Q(country__in=sorted(EUROPE))),
        }


def in_no(model: type[Model], path: str) -> Callable[[], Q]:
    """The condition that nothing of `model` is linked to a row by `path`."""
    return lambda: ~Q(Exists(model._default_manager.filter(**{path: OuterRef("pk")})))
