"""Words explained."""

from django.contrib import admin

from trials.admin.base import RegisterAdmin
from trials.models import GlossaryTerm


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(RegisterAdmin):
    list_display = ("term_nb", "term_en")
    search_fields = ("term_nb", "term_nn", "term_en")
    ordering = ("term_nb",)
