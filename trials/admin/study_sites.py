"""Studies at their sites."""

from django.contrib import admin

from trials.admin.base import RegisterAdmin
from trials.admin.inlines import ContactInline
from trials.models import StudySite


@admin.register(StudySite)
class StudySiteAdmin(RegisterAdmin):
    list_display = ("__str__", "status", "status_as_of", "verified_at")
    list_select_related = ("study", "site")
    search_fields = ("study__slug", "study__acronym", "site__name_en", "site__name_nb", "site__city")
    ordering = ("pk",)
    autocomplete_fields = ("study", "site")
    raw_id_fields = ("status_source", "verified_by")
    inlines = (ContactInline,)
