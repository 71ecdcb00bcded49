"""Studies at their sites."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy as _

from trials.admin import filter_kinds, filters, rules
from trials.admin.base import RegisterAdmin
from trials.admin.columns import put_contacts
from trials.admin.confirming import ConfirmingMixin
from trials.admin.fields import part
from trials.admin.forms import RecordForm
from trials.admin.inlines import ContactInline
from trials.admin.labels import language, numbers_of
from trials.admin.own_sites import OwnRowForm, OwnSitesMixin
from trials.admin.rules import Rule, Ruled
from trials.admin.studies import PAUSED_OR_CLOSED
from trials.admin.widgets import Knowing, is_key, own_sources_only
from trials.choices import RecruitmentStatus
from trials.models import Site, Source, Study, StudySite
from trials.names import site_name
from trials.places import city_name, country_name


class StudySiteForm(Knowing, Ruled, RecordForm):
    """A study at a hospital; its status is from one of the study's own sources."""

    rules = (rules.pause_has_reason, rules.opening_lies_ahead, rules.confirmation_is_whole)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "status_source" in self.fields:
            study = self._study()
            own_sources_only(self.fields["status_source"], [*Source.objects.filter(study=study).order_by("pk")])

    def _study(self) -> Any:
        """The study that is chosen: in what was sent, in the row, or in the address of a new one."""
        sent = self.data.get(self.add_prefix("study")) if self.is_bound and "study" in self.fields else None
        chosen = self.instance.study_id or self.initial.get("study") if sent is None else sent
        return chosen if is_key(chosen) else 0


class StatusInList(Ruled, OwnRowForm):
    """The status of a site, edited in the list."""

    rules: tuple[Rule, ...] = (rules.pause_has_reason,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A cell has neither label nor help beside it, and the head of its column gives a field no name.
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs["aria-label"] = field.label


@admin.register(StudySite)
class StudySiteAdmin(ConfirmingMixin, OwnSitesMixin, RegisterAdmin):
    form = StudySiteForm
    list_display = ("hospital", "of_study", "place", "status", "status_as_of", "confirmed", "reachable")
    list_display_links = ("hospital",)
    list_editable = ("status", "status_as_of")
    list_filter = (
        filters.SiteOfStudyPlaceFilter,
        filters.RegionFilter,
        filters.ConfirmedFilter,
        filter_kinds.by_code("status", RecruitmentStatus.choices, _("status at the site"), or_none=True),
        filter_kinds.yes_or_no("no_contact", _("nobody to call"), filters.has_no_contact),
        filter_kinds.of_thing("study", Study, _("study")),
        filter_kinds.of_thing("site", Site, _("study site")),
    )
    list_select_related = ("study", "site")
    search_help_text = _("A number in any writing, or words of study, hospital, city, country or investigator.")
    ordering = ("study_id", "pk")
    list_per_page = 50
    order_of_equals = ("study_id",)
    sortable_by = ("status_as_of", "confirmed")
    autocomplete_fields = ("study", "site", "verified_by")
    fieldsets = (
        part(_("Which study, where"), "study", "site", "principal_investigator"),
        part(_("Whether it recruits"), "status", "status_as_of", "status_source", "expected_open_date", "pause_reason"),
        part(_("Confirmed by the site"), "verified_at", "verified_by", "verification_method", "verified_role"),
        part(_("Referrals"), "takes_external_referrals", "takes_foreign_referrals", "is_travel_covered", "reply_days"),
        part(_("Who may refer"), "who_may_refer_nb", "who_may_refer_nn", "who_may_refer_en"),
        part(_("What to attach to a referral"), "attach_nb", "attach_nn", "attach_en"),
        part(_("For referring doctors"), "note_nb", "note_nn", "note_en"),
    )
    inlines = (ContactInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Sites of studies with what their form and their row show of other tables."""
        rows = super().get_queryset(request).select_related("study", "site", "verified_by")
        return rows.prefetch_related("study__identifiers")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """A row's form, which knows the rule of pauses."""
        return super().get_changelist_form(request, **kwargs | {"form": StatusInList})

    def studies_of(self, records: Iterable[StudySite]) -> list[int]:
        """The studies that are done there."""
        return [here.study_id for here in records]

    def studies_sent(self, request: HttpRequest, object_id: str | None) -> list[int]:
        """The study of the row, and the one that was chosen in its form."""
        chosen = request.POST.get("study", "")
        return super().studies_sent(request, object_id) + ([int(chosen)] if is_key(chosen) else [])

    def prepare(self, rows: Sequence[StudySite]) -> None:
        """What the columns show of other tables; one query."""
        put_contacts(rows)

    @admin.display(description=_("study site"))
    def hospital(self, here: StudySite) -> str:
        """The hospital's name."""
        return site_name(here.site, language()).text

    @admin.display(description=_("study"))
    def of_study(self, here: StudySite) -> SafeString:
        """The study's number or acronym, and the way to it."""
        name = " · ".join([*numbers_of(here.study)[:1], Truncator(str(here.study)).chars(40)])
        return format_html('<a href="{}">{}</a>', reverse("admin:trials_study_change", args=[here.study_id]), name)

    @admin.display(description=_("place"))
    def place(self, here: StudySite) -> str:
        """City and country."""
        site = here.site
        return f"{city_name(site.city, language(), site.country)}, {country_name(site.country, language())}"

    @admin.display(description=_("confirmed"), ordering="verified_at")
    def confirmed(self, here: StudySite) -> Any:
        """When the site confirmed."""
        return here.verified_at

    @admin.display(description=_("contact"), boolean=True)
    def reachable(self, here: Any) -> bool:
        """Whether there is somebody to call."""
        return bool(here.has_contact)

    def save_model(self, request: HttpRequest, obj: StudySite, form: Any, change: bool) -> None:
        """Save, then warn of a site that recruits while its study does not (rule 2)."""
        super().save_model(request, obj, form, change)
        study = obj.study
        if obj.status == RecruitmentStatus.RECRUITING and study.recruitment_status in PAUSED_OR_CLOSED:
            told = gettext("Saved, but look again: %(site)s is recruiting, while the study is “%(status)s”.")
            status = study.get_recruitment_status_display()
            messages.warning(request, told % {"site": obj.site, "status": status})
