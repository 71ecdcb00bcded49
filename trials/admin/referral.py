"""What to check before a referral: criteria and washouts on a study's page, general guidance on its own."""

from django.contrib import admin
from django.forms import Textarea
from django.utils.translation import gettext_lazy as _

from trials.admin import filter_kinds, rules
from trials.admin.base import RegisterAdmin
from trials.admin.fields import part
from trials.admin.inlines import PartInline
from trials.admin.rows import RowForm
from trials.admin.things import ThingForm
from trials.choices import DrugClass
from trials.models import EligibilityCriterion, WashoutGuidance, WashoutRule

# In a row there is room for a few lines; the field grows where the browser lets it.
_QUOTE = {"quote": Textarea(attrs={"rows": 3, "cols": 40})}


class CriterionForm(RowForm):
    """A criterion, with the words of the source that it rests on."""

    class Meta:
        widgets = _QUOTE


class CriterionInline(PartInline):
    """What gets a patient refused, as a person read it in a source of the study."""

    model = EligibilityCriterion
    form = CriterionForm
    fields = ("kind", "theme", "text_nb", "text_nn", "text_en", "quote", "source")


class WashoutForm(RowForm):
    """A washout of the study, with the words of the source that it rests on."""

    class Meta:
        widgets = _QUOTE


class WashoutInline(PartInline):
    """Treatment that the study itself wants stopped."""

    model = WashoutRule
    form = WashoutForm
    fields = ("drug_class", "minimum_days", "anchor", "quote", "source")


class GuidanceForm(ThingForm):
    """General guidance on a washout."""

    rules = (rules.address_of_the_web,)


@admin.register(WashoutGuidance)
class WashoutGuidanceAdmin(RegisterAdmin):
    form = GuidanceForm
    list_display = ("drug_class", "minimum_days", "anchor", "citation", "read_date")
    list_display_links = ("drug_class",)
    list_filter = (filter_kinds.by_code("drug_class", DrugClass.choices, _("drug class")),)
    search_help_text = _("A word of the citation.")
    ordering = ("drug_class", "pk")
    fieldsets = (
        part(_("What to stop, and how long before"), "drug_class", "minimum_days", "anchor"),
        part(_("Who says so"), "quote", "citation", "url", "read_date"),
    )
