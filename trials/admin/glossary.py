"""Words explained."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from trials.admin.base import RegisterAdmin
from trials.admin.fields import part
from trials.admin.things import ThingForm
from trials.models import GlossaryTerm


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(RegisterAdmin):
    form = ThingForm
    list_display = ("term_nb", "term_en")
    search_help_text = _("A word in Norwegian or English.")
    ordering = ("term_nb", "pk")
    fieldsets = (
        part(_("The word"), "term_nb", "term_nn", "term_en"),
        part(_("What it means"), "definition_nb", "definition_nn", "definition_en"),
        part(_("On the public site"), "slug"),
    )
