"""What has been published."""

from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from trials.admin import filter_kinds, filters
from trials.admin.base import RegisterAdmin
from trials.admin.fields import part
from trials.admin.inlines import OutcomeInline, SafetyResultInline, SourceInline
from trials.admin.things import ThingForm
from trials.models import Indication, Publication, Study


@admin.register(Publication)
class PublicationAdmin(RegisterAdmin):
    form = ThingForm
    list_display = ("title", "journal", "year", "n_treated")
    list_filter = (
        filter_kinds.yes_or_no(
            "unused", _("without a study"), filters.in_no(Publication.studies.through, "publication")
        ),
        filter_kinds.of_thing("studies", Study, _("study")),
        filter_kinds.of_thing("indications", Indication, _("disease")),
    )
    search_help_text = _("Words of title, authors or journal, a DOI or PMID, a disease, or the number of a study.")
    ordering = (F("year").desc(nulls_last=True), "title", "pk")
    autocomplete_fields = ("indications", "studies")
    fieldsets = (
        part(_("Which publication"), "title", "is_title_ours", "authors_short", "journal", "year", "doi", "pmid"),
        part(_("What it is about"), "studies", "indications", "product_target_note", "n_treated"),
        part(_("How long"), "follow_up_nb", "follow_up_nn", "follow_up_en"),
        part(_("What it reports"), "findings_nb", "findings_nn", "findings_en"),
        part(_("On the public site"), "slug"),
    )
    inlines = (OutcomeInline, SafetyResultInline, SourceInline)
