"""Django's admin for the register: plain declarations, one per model."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trials.models import (
    Contact,
    GlossaryTerm,
    Indication,
    Outcome,
    Product,
    Publication,
    SafetyResult,
    Site,
    Source,
    Sponsor,
    Study,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
    Target,
)
from trials.query.completeness import Fact, lacking


class LacksFilter(admin.SimpleListFilter):
    """Studies that lack a fact which publication asks for."""

    title = _("fact missing in the source")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        """The facts that publication asks for, and any of them."""
        return [("ANY", _("Any of these")), *Fact.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Study]) -> QuerySet[Study]:
        """The studies that lack the chosen fact; all when none is chosen."""
        value = self.value() or ""
        if value == "ANY":
            return queryset.filter(lacking(*Fact))
        return queryset.filter(lacking(Fact(value))) if value in Fact.values else queryset


class NumbersOfAStudy(BaseInlineFormSet):
    """The numbers of one study as they are sent together."""

    def clean(self) -> None:
        """ValidationError when one number stands twice: neither row is in the database yet, where each looks."""
        super().clean()
        sent = [form.instance for form in self.forms if not getattr(form, "cleaned_data", {}).get("DELETE")]
        numbers = [(number.scheme, number.match_key) for number in sent if number.match_key]
        if len(set(numbers)) < len(numbers):
            raise ValidationError(_("The same number stands twice."))


class IdentifierInline(admin.TabularInline):
    model = StudyIdentifier
    formset = NumbersOfAStudy
    extra = 0


class ModalityInline(admin.TabularInline):
    model = StudyModality
    extra = 0


class CountryInline(admin.TabularInline):
    model = StudyCountry
    extra = 0
    raw_id_fields = ("status_source",)


class StudySiteInline(admin.TabularInline):
    model = StudySite
    extra = 0
    fields = ("site", "status", "status_as_of", "status_source")
    autocomplete_fields = ("site",)
    raw_id_fields = ("status_source",)


class SourceInline(admin.TabularInline):
    """The sources of a study, a product or a publication."""

    model = Source
    extra = 0
    fields = ("label", "url", "kind", "as_of", "read_date")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class OutcomeInline(admin.TabularInline):
    model = Outcome
    extra = 0


class SafetyResultInline(admin.TabularInline):
    model = SafetyResult
    extra = 0


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 0


@admin.register(Study)
class StudyAdmin(admin.ModelAdmin):
    list_display = ("__str__", "publication_state", "recruitment_status", "status_as_of", "classification")
    list_filter = ("publication_state", "recruitment_status", "classification", LacksFilter)
    search_fields = ("slug", "acronym", "public_title", "identifiers__value")
    ordering = ("slug",)
    autocomplete_fields = (
        "primary_sponsor",
        "collaborators",
        "products",
        "own_targets",
        "indications",
        "follow_up_of",
    )
    raw_id_fields = ("status_source",)
    inlines = (IdentifierInline, ModalityInline, CountryInline, StudySiteInline, SourceInline)


@admin.register(StudySite)
class StudySiteAdmin(admin.ModelAdmin):
    list_display = ("__str__", "status", "status_as_of", "verified_at")
    list_select_related = ("study", "site")
    search_fields = ("study__slug", "study__acronym", "site__name_en", "site__name_nb", "site__city")
    ordering = ("pk",)
    autocomplete_fields = ("study", "site")
    raw_id_fields = ("status_source", "verified_by")
    inlines = (ContactInline,)


@admin.register(Indication)
class IndicationAdmin(admin.ModelAdmin):
    list_display = ("name_nb", "name_en", "parent", "group")
    list_select_related = ("parent",)
    list_filter = ("group", "is_rheumatic")
    search_fields = ("name_nb", "name_nn", "name_en")
    ordering = ("name_nb",)
    autocomplete_fields = ("parent",)


@admin.register(Target)
class TargetAdmin(admin.ModelAdmin):
    search_fields = ("name",)
    ordering = ("name",)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("name", "modality", "developer")
    list_select_related = ("developer",)
    list_filter = ("modality",)
    search_fields = ("name", "slug")
    ordering = ("name",)
    autocomplete_fields = ("targets", "developer")
    inlines = (SourceInline,)


@admin.register(Sponsor)
class SponsorAdmin(admin.ModelAdmin):
    list_display = ("name", "sponsor_type", "country")
    list_filter = ("sponsor_type",)
    search_fields = ("name", "slug")
    ordering = ("name",)


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    list_display = ("name_en", "city", "country", "health_region")
    list_filter = ("health_region",)
    search_fields = ("name_en", "name_nb", "city", "slug")
    ordering = ("country", "city", "name_en")


@admin.register(Publication)
class PublicationAdmin(admin.ModelAdmin):
    list_display = ("title", "journal", "year", "n_treated")
    search_fields = ("title", "authors_short", "doi", "pmid")
    ordering = ("-year", "title")
    autocomplete_fields = ("indications", "studies")
    inlines = (OutcomeInline, SafetyResultInline, SourceInline)


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(admin.ModelAdmin):
    list_display = ("term_nb", "term_en")
    search_fields = ("term_nb", "term_nn", "term_en")
    ordering = ("term_nb",)
