"""What studies are about, who does them, where and with what."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trials.admin import filter_kinds, filters, rules
from trials.admin.base import RegisterAdmin
from trials.admin.fields import part
from trials.admin.forms import RecordForm
from trials.admin.inlines import SourceInline
from trials.admin.labels import language
from trials.admin.merging import MergeMixin
from trials.admin.rules import Ruled
from trials.admin.widgets import Knowing
from trials.choices import HealthRegion, IndicationGroup, Modality, SponsorType
from trials.models import Indication, Product, Site, Sponsor, Study, StudySite, Target
from trials.places import country_name

_ADDRESS = part(_("On the public site"), "slug")


class ThingForm(Knowing, Ruled, RecordForm):
    """A thing that studies refer to."""


@admin.register(Indication)
class IndicationAdmin(RegisterAdmin):
    form = ThingForm
    list_display = ("name_nb", "name_en", "parent", "group", "is_rheumatic")
    list_select_related = ("parent",)
    list_filter = (
        filter_kinds.by_code("group", IndicationGroup.choices, _("group")),
        filter_kinds.yes_or_no("is_rheumatic__exact", _("rheumatic disease"), lambda: Q(is_rheumatic=True)),
        filter_kinds.yes_or_no("unused", _("in no study"), filters.in_no(Study.indications.through, "indication")),
    )
    search_help_text = _(
        "A name, synonym or code in Norwegian or English; narrower diseases are found with wider ones."
    )
    ordering = ("name_nb", "pk")
    autocomplete_fields = ("parent",)
    fieldsets = (
        part(_("What it is called"), "name_nb", "name_nn", "name_en", "synonyms_nb", "synonyms_en"),
        part(_("Where it belongs"), "parent", "group", "is_rheumatic"),
        part(_("Codes"), "icd10", "mesh", "snomed", "orpha"),
        _ADDRESS,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Diseases with the wider ones."""
        return super().get_queryset(request).select_related("parent")


@admin.register(Target)
class TargetAdmin(RegisterAdmin):
    form = ThingForm
    list_display = ("name",)
    list_filter = (
        filter_kinds.yes_or_no("unused", _("in no product"), filters.in_no(Product.targets.through, "target")),
    )
    search_help_text = _("A name or its address.")
    ordering = ("name",)
    fieldsets = (
        part(_("What it is"), "name", "description_nb", "description_nn", "description_en"),
        _ADDRESS,
    )


@admin.register(Product)
class ProductAdmin(MergeMixin, RegisterAdmin):
    form = ThingForm
    list_display = ("name", "modality", "directed_at", "developer")
    list_select_related = ("developer",)
    list_filter = (
        filter_kinds.by_code("modality", Modality.choices, _("modality"), or_none=True),
        filter_kinds.yes_or_no("no_target", _("without target"), filters.in_no(Product.targets.through, "product")),
        filter_kinds.yes_or_no("unused", _("in no study"), filters.in_no(Study.products.through, "product")),
        filter_kinds.of_thing("developer", Sponsor, _("developer")),
        filter_kinds.of_thing("targets", Target, _("target")),
    )
    search_help_text = _("A name or code in any writing, or a target, type of treatment or developer.")
    ordering = ("name", "pk")
    autocomplete_fields = ("targets", "developer")
    fieldsets = (
        part(_("What it is called"), "name", "aliases"),
        part(_("What it is"), "modality", "targets", "developer"),
        _ADDRESS,
    )
    inlines = (SourceInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Products with their targets and developers."""
        return super().get_queryset(request).select_related("developer").prefetch_related("targets")

    @admin.display(description=_("targets"))
    def directed_at(self, product: Product) -> str:
        """The product's targets."""
        return ", ".join(sorted(target.name for target in product.targets.all())) or "–"


@admin.register(Sponsor)
class SponsorAdmin(MergeMixin, RegisterAdmin):
    form = ThingForm
    list_display = ("name", "sponsor_type", "seat")
    list_filter = (
        filter_kinds.by_code("sponsor_type", SponsorType.choices, _("sponsor type"), or_none=True),
        filter_kinds.yes_or_no("unused", _("in no study"), filters.in_no(Study, "primary_sponsor")),
    )
    search_help_text = _("A name or another name in any writing, or a country.")
    ordering = ("name", "pk")
    fieldsets = (
        part(_("What it is called"), "name", "aliases"),
        part(_("What it is"), "sponsor_type", "country"),
        _ADDRESS,
    )

    @admin.display(description=_("country"), ordering="country")
    def seat(self, sponsor: Sponsor) -> str:
        """The country's name."""
        return country_name(sponsor.country, language()) if sponsor.country else "–"


class SiteForm(ThingForm):
    """A hospital."""

    rules = (rules.region_in_norway, rules.coordinates_on_earth)


@admin.register(Site)
class SiteAdmin(MergeMixin, RegisterAdmin):
    form = SiteForm
    list_display = ("name", "city", "in_country", "health_region", "has_coordinates")
    list_filter = (
        filters.SiteCountryFilter,
        filter_kinds.by_code("health_region", HealthRegion.choices, _("health region")),
        filter_kinds.yes_or_no("no_coordinates", _("without coordinates"), lambda: Q(latitude__isnull=True)),
        filter_kinds.yes_or_no("unused", _("in no study"), filters.in_no(StudySite, "site")),
    )
    search_help_text = _("A name or another name, or a city or country in Norwegian or English.")
    ordering = ("country", "city", "name_en", "pk")
    fieldsets = (
        part(_("What it is called"), "name_nb", "name_en", "aliases", "is_undisclosed"),
        part(_("Where it is"), "city", "country", "health_region"),
        part(_("On the map"), "latitude", "longitude", "coordinates_from"),
        _ADDRESS,
    )

    @admin.display(description=_("name"), ordering="name_en")
    def name(self, site: Site) -> str:
        """The hospital's Norwegian name, or its English one."""
        return site.name_nb or site.name_en

    @admin.display(description=_("country"), ordering="country")
    def in_country(self, site: Site) -> str:
        """The country's name."""
        return country_name(site.country, language())

    @admin.display(description=_("coordinates"), boolean=True)
    def has_coordinates(self, site: Site) -> bool:
        """Whether it stands on a map."""
        return site.latitude is not None
