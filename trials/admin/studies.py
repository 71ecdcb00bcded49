"""Studies."""

from django.contrib import admin

from trials.admin.base import RegisterAdmin
from trials.admin.filters import LacksFilter
from trials.admin.inlines import CountryInline, IdentifierInline, ModalityInline, SourceInline, StudySiteInline
from trials.admin.publishing import PublishingMixin
from trials.models import Study


@admin.register(Study)
class StudyAdmin(PublishingMixin, RegisterAdmin):
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
