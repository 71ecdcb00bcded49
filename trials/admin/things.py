"""What studies are about, who does them, where and with what."""

from django.contrib import admin

from trials.admin.base import RegisterAdmin
from trials.admin.inlines import SourceInline
from trials.admin.merging import MergeMixin
from trials.models import Indication, Product, Site, Sponsor, Target


@admin.register(Indication)
class IndicationAdmin(RegisterAdmin):
    list_display = ("name_nb", "name_en", "parent", "group")
    list_select_related = ("parent",)
    list_filter = ("group", "is_rheumatic")
    search_fields = ("name_nb", "name_nn", "name_en")
    ordering = ("name_nb",)
    autocomplete_fields = ("parent",)


@admin.register(Target)
class TargetAdmin(RegisterAdmin):
    search_fields = ("name",)
    ordering = ("name",)


@admin.register(Product)
class ProductAdmin(MergeMixin, RegisterAdmin):
    list_display = ("name", "modality", "developer")
    list_select_related = ("developer",)
    list_filter = ("modality",)
    search_fields = ("name", "slug")
    ordering = ("name",)
    autocomplete_fields = ("targets", "developer")
    inlines = (SourceInline,)


@admin.register(Sponsor)
class SponsorAdmin(MergeMixin, RegisterAdmin):
    list_display = ("name", "sponsor_type", "country")
    list_filter = ("sponsor_type",)
    search_fields = ("name", "slug")
    ordering = ("name",)


@admin.register(Site)
class SiteAdmin(MergeMixin, RegisterAdmin):
    list_display = ("name_en", "city", "country", "health_region")
    list_filter = ("health_region",)
    search_fields = ("name_en", "name_nb", "city", "slug")
    ordering = ("country", "city", "name_en")
