"""Studies."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from trials.admin import filter_kinds, filters, rules
from trials.admin.base import RegisterAdmin
from trials.admin.columns import put_facts_missing, put_norwegian_sites
from trials.admin.fields import part
from trials.admin.forms import RecordForm
from trials.admin.handing_back import HandingBackMixin
from trials.admin.inbox import InboxMixin
from trials.admin.inlines import (
    CountryInline,
    IdentifierInline,
    ModalityInline,
    SourceInline,
    StudyContactInline,
    StudySiteInline,
)
from trials.admin.labels import numbers_of
from trials.admin.publishing import PublishingMixin
from trials.admin.records import RecordsMixin
from trials.admin.referral import CriterionInline, WashoutInline
from trials.admin.roles import DraftsDeletedByAll
from trials.admin.rules import Ruled
from trials.admin.widgets import Knowing, own_sources_only
from trials.choices import Classification, PublicationState, RecruitmentStatus
from trials.models import Indication, Product, Sponsor, Study

PAUSED_OR_CLOSED = {RecruitmentStatus.SUSPENDED, RecruitmentStatus.ACTIVE_NOT_RECRUITING}


class StudyForm(Knowing, Ruled, RecordForm):
    """A study; its status is from one of its own sources."""

    rules = (rules.ages_in_order, rules.follows_another_study)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "status_source" in self.fields:
            study = self.instance
            own_sources_only(self.fields["status_source"], [*study.sources.order_by("pk")] if study.pk else [])


@admin.register(Study)
class StudyAdmin(InboxMixin, RecordsMixin, HandingBackMixin, PublishingMixin, DraftsDeletedByAll, RegisterAdmin):
    form = StudyForm
    list_display = (
        "study",
        "publication_state",
        "recruitment_status",
        "status_as_of",
        "norwegian_site",
        "classified",
        "missing",
        "changed_at",
    )
    list_filter = (
        filters.PlaceFilter,
        filter_kinds.by_code("publication_state", PublicationState.choices, _("publication state")),
        filters.LacksFilter,
        filters.StaleFilter,
        filter_kinds.by_code("classification", Classification.choices, _("classification")),
        filter_kinds.by_code("recruitment_status", RecruitmentStatus.choices, _("recruitment status")),
        filters.ModalityFilter,
        filter_kinds.of_thing("primary_sponsor", Sponsor, _("sponsor")),
        filter_kinds.of_thing("collaborators", Sponsor, _("collaborator")),
        filter_kinds.of_thing("products", Product, _("product")),
        filter_kinds.of_thing("indications", Indication, _("disease")),
    )
    search_help_text = _("A number in any writing, or words of title, disease, product, sponsor, hospital or country.")
    ordering = (F("changed_at").desc(nulls_last=True), "-pk")
    # Each has an index; by state, status and classification the filters tell apart.
    sortable_by = ("study", "status_as_of", "changed_at")
    autocomplete_fields = (
        "primary_sponsor",
        "collaborators",
        "products",
        "own_targets",
        "indications",
        "follow_up_of",
    )
    readonly_fields = ("publication_state",)
    fieldsets = (
        part(_("Which study it is"), "no_identifier_reason", "acronym", "public_title", "scientific_title"),
        part(
            _("What kind of study"), "study_type", "phase", "allocation", "masking", "has_control_group", "follow_up_of"
        ),
        part(
            _("Whether it recruits"),
            "recruitment_status",
            "status_as_of",
            "status_source",
            "status_as_written",
            "why_stopped",
        ),
        part(_("Who does it, with what"), "primary_sponsor", "collaborators", "products", "own_targets"),
        part(_("Diseases"), "indications", "classification"),
        part(_("Who can take part"), "minimum_age_months", "maximum_age_months", "sex", "criteria_text"),
        part(
            _("Size and dates"),
            "sample_size",
            "sample_size_type",
            "start_date",
            "primary_completion_date",
            "completion_date",
            "last_registry_update",
        ),
        part(_("For clinicians"), "summary_nb", "summary_nn", "summary_en", "caution_nb", "caution_nn", "caution_en"),
        part(_("On the public site"), "publication_state", "slug"),
    )
    inlines = (
        IdentifierInline,
        ModalityInline,
        CountryInline,
        StudySiteInline,
        StudyContactInline,
        CriterionInline,
        WashoutInline,
        SourceInline,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Studies with their numbers, and with what their form shows of other tables."""
        return super().get_queryset(request).prefetch_related("identifiers").select_related("primary_sponsor")

    def studies_of(self, records: Iterable[Study]) -> list[int]:
        """Themselves."""
        return [study.pk for study in records]

    def prepare(self, rows: Sequence[Study]) -> None:
        """What the columns show of other tables; two queries."""
        put_norwegian_sites(rows)
        put_facts_missing(rows)

    @admin.display(description=_("study"), ordering="public_title")
    def study(self, study: Study) -> SafeString:
        """The study's first number, and its acronym or title."""
        numbers = numbers_of(study)
        number = format_html("<strong>{}</strong> ", numbers[0]) if numbers else ""
        return format_html("{}{}", number, Truncator(str(study)).chars(90))

    @admin.display(description=_("Norwegian site"))
    def norwegian_site(self, study: Any) -> str:
        """Whether it has a site in Norway; in words, since a red cross would say that something is wrong."""
        return gettext("Yes") if study.has_norwegian_site else "–"

    @admin.display(description=_("classification"), ordering="classification")
    def classified(self, study: Study) -> str:
        """Who assigned disease and product, in a word."""
        return gettext("By a person") if study.classification == Classification.CURATED else gettext("Automatic")

    @admin.display(description=_("missing for publication"))
    def missing(self, study: Any) -> str:
        """What publication still asks for."""
        return ", ".join(map(str, study.facts_missing)) or "–"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, then warn of sites that recruit while the study does not (rule 2)."""
        super().save_related(request, form, formsets, change)
        study = form.instance
        if study.recruitment_status not in PAUSED_OR_CLOSED:
            return
        if number := study.study_sites.filter(status=RecruitmentStatus.RECRUITING).count():
            told = ngettext(
                "Saved, but look again: the study is “%(status)s”, while %(number)d site of it is recruiting.",
                "Saved, but look again: the study is “%(status)s”, while %(number)d sites of it are recruiting.",
                number,
            )
            status = study.get_recruitment_status_display()
            messages.warning(request, told % {"status": status, "number": number})
