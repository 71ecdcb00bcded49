"""What has been published."""

from django.contrib import admin

from trials.admin.base import RegisterAdmin
from trials.admin.inlines import OutcomeInline, SafetyResultInline, SourceInline
from trials.models import Publication


@admin.register(Publication)
class PublicationAdmin(RegisterAdmin):
    list_display = ("title", "journal", "year", "n_treated")
    search_fields = ("title", "authors_short", "doi", "pmid")
    ordering = ("-year", "title")
    autocomplete_fields = ("indications", "studies")
    inlines = (OutcomeInline, SafetyResultInline, SourceInline)
