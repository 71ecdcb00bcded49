"""What readers reported: read, and closed with what became of it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy as _

from trials.actions.reporting import AlreadyClosed, close
from trials.admin import filter_kinds
from trials.admin.forms import RefuseIdentityNumbers
from trials.admin.read_only import ReadOnlyAdmin
from trials.admin.standing import change_page
from trials.admin.widgets import is_key
from trials.choices import ReportState
from trials.models import ErrorReport, StudySite
from trials.query.responsibility import sites_of

SHOWN_OF_TEXT = 100


class ClosingForm(RefuseIdentityNumbers, forms.Form):
    """What became of a report."""

    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(state.value, state.label) for state in ReportState if state != ReportState.NEW],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label=_("What was done"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("Whoever reported it reads this, in the words that you write. Correct the fact itself first."),
    )


@admin.register(ErrorReport)
class ErrorReportAdmin(ReadOnlyAdmin):
    list_display = ("said", "state", "reported_at", "field", "study", "receipt")
    list_select_related = ("study",)
    list_filter = (filter_kinds.by_code("state", ReportState.choices, _("state")),)
    search_fields = ("receipt",)
    search_help_text = _("A receipt number, or words of what was reported.")
    ordering = ("-reported_at", "-pk")

    def has_change_permission(self, request: HttpRequest, obj: ErrorReport | None = None) -> bool:
        """Whoever may close reports, of studies that they answer for."""
        may = request.user.has_perm("trials.change_errorreport")
        return may and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The reports on studies that the person answers for; to whom everything is entrusted, all."""
        rows, own = super().get_queryset(request), sites_of(request.user)
        if own is None:
            return rows
        return rows.filter(study__in=StudySite.objects.filter(site__in=own).values("study"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The report of a receipt number, or those whose text holds the words."""
        for word in search_term.split()[:8]:
            queryset = queryset.filter(Q(receipt__iexact=word) | Q(text__icontains=word) | Q(field__icontains=word))
        return queryset, False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The report; a POST closes it. 409 where somebody else did."""
        key = unquote(object_id)
        report = ErrorReport.objects.select_related("study", "closed_by").filter(pk=key if is_key(key) else 0).first()
        if not self.has_change_permission(request, report):
            raise PermissionDenied
        if report is None:
            raise Http404
        form = ClosingForm(request.POST if request.method == "POST" else None, label_suffix="")
        if request.method != "POST" or not form.is_valid():
            return self._page(request, report, form)
        try:
            signed: dict[str, Any] = {"by": request.user, "at": timezone.now()}
            close(report.pk, form.cleaned_data["state"], form.cleaned_data["outcome"], **signed)
        except AlreadyClosed:
            report.refresh_from_db()
            form.add_error(None, _("Somebody closed the report meanwhile. What they wrote stands above."))
            return self._page(request, report, form, status=409)
        self.log_change(request, report, [{"changed": {"fields": ["state", "outcome"]}}])
        self.message_user(request, gettext("The report is closed. Whoever made it can see what you wrote."))
        return HttpResponseRedirect(reverse("admin:trials_errorreport_changelist") + f"?state__exact={ReportState.NEW}")

    def _page(self, request: HttpRequest, report: ErrorReport, form: forms.Form, status: int = 200) -> HttpResponse:
        request.current_app = self.admin_site.name
        context = self.admin_site.each_context(request) | {
            "title": gettext("Error report %(number)s") % {"number": report.receipt},
            "opts": self.opts,
            "report": report,
            "form": form,
            "study_page": change_page(report.study) if report.study else "",
        }
        return TemplateResponse(request, "admin/trials/error_report.html", context, status=status)

    @admin.display(description=_("what is wrong"))
    def said(self, report: ErrorReport) -> SafeString:
        """The beginning of the text, marked with its language."""
        return format_html('<span lang="{}">{}</span>', report.language, Truncator(report.text).chars(SHOWN_OF_TEXT))
