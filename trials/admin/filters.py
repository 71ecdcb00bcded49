"""Filters of the admin's lists: the questions that coordinators ask."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trials.admin.filter_kinds import Filter
from trials.choices import HealthRegion, Modality
from trials.models import Contact, Product, Site, Study, StudyModality, StudySite
from trials.places import EUROPE, NORDIC
from trials.query.completeness import Fact, lacking

# A confirmation, or the look at a registry, that is older says little (PRODUCT: "Can I refer today?").
FRESH_DAYS = 90


def _at_sites(**condition: Any) -> Callable[[], Q]:
    return lambda: Q(Exists(StudySite.objects.filter(study=OuterRef("pk"), **condition)))


def _oldest_fresh() -> Any:
    return timezone.now() - timedelta(days=FRESH_DAYS)


def _old_here() -> Q:
    return Q(changed_at__lt=_oldest_fresh()) | Q(changed_at__isnull=True)


def _old_in_registry() -> Q:
    day = str(timezone.localdate() - timedelta(days=FRESH_DAYS))
    return Q(last_registry_update__lt=day) | Q(last_registry_update__isnull=True)


def _lacks_any() -> Q:
    """The condition that a study lacks one fact or another; each looked up by itself, which PostgreSQL does better."""
    each = (Q(pk__in=Study.objects.filter(lacking(fact)).values("pk")) for fact in Fact)
    return reduce(or_, each)


class LacksFilter(Filter):
    """Studies that lack a fact which publication asks for."""

    title = _("missing for publication")
    parameter_name = "lacks"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """Any of the facts that publication asks for, and each of them."""
        facts = {fact.value: (fact.label, lambda fact=fact: lacking(fact)) for fact in Fact}
        return {"ANY": (_("Any of these"), _lacks_any), **facts}


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


def _sites(**condition: Any) -> Q:
    """The condition that a site of a study is at one of these hospitals; they are few, and so named one by one."""
    return Q(site__in=[*Site.objects.filter(**condition).values_list("pk", flat=True)])


class SiteOfStudyPlaceFilter(Filter):
    """Sites of studies by where the hospital is."""

    title = _("country")
    parameter_name = "in"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """The places, the nearest first."""
        return {
            "NO": (_("Norway"), lambda: _sites(country="NO")),
            "NORDIC": (_("The Nordic countries"), lambda: _sites(country__in=sorted(NORDIC))),
            "EUROPE": (_("Europe"), lambda: _sites(country__in=sorted(EUROPE))),
        }


class RegionFilter(Filter):
    """Sites of studies by the Norwegian region of the hospital."""

    title = _("Norwegian region")
    parameter_name = "region"

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """The four regions."""
        return {code: (text, partial(_sites, health_region=code)) for code, text in HealthRegion.choices}


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
