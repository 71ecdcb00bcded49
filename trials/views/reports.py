"""Reporting an error, and what became of a report. Neither page sets a cookie; neither asks who reports."""

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from trials.actions.reporting import COUNTED_FOR, Said, TooMany, new_receipt, receive
from trials.models import ErrorReport
from trials.views.errors import csrf_failure
from trials.views.own_pages import OwnPage, own_page
from trials.views.report_form import ReportForm, fault_of_token, refuse_identity_number, token_for
from trials.views.same_site import comes_from_here

LONGEST_FIELD = 100
# No person sees this field; whoever fills it in is a program.
TRAP = "website"


# Public pages set no cookie, so that there is no token to compare: the browser says where a form was sent from.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form for an error in a fact of a page; a POST from a page of ours keeps what was written."""
    page, field = _asked(request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        return _form_page(request, page, field, ReportForm())
    if not comes_from_here(request):
        return csrf_failure(request)
    if request.POST.get(TRAP):
        return redirect("report_received", new_receipt())
    return _received(request, page, field, ReportForm(request.POST))


@never_cache
@require_safe
def report_received(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of a report, for whoever has its number."""
    found = get_object_or_404(ErrorReport, receipt=receipt.upper())
    return render(request, "trials/report_received.html", {"report": found})


def _asked(data: Any) -> tuple[OwnPage, str]:
    """The page and the fact that the report is about; BadRequest where there is no such page, or no such fact."""
    page, field = own_page(data.get("page", "")), data.get("field", "").strip()
    if page is None:
        raise BadRequest(_("There is no page here with the address that the report is about."))
    if len(field) > LONGEST_FIELD or not field.isprintable():
        raise BadRequest(_("There is no fact of this name."))
    try:
        refuse_identity_number(field)
    except ValidationError as fault:
        raise BadRequest(fault.message) from fault
    return page, field


def _received(request: HttpRequest, page: OwnPage, field: str, form: ReportForm) -> HttpResponse:
    at = timezone.now()
    if fault := fault_of_token(request.POST.get("token", ""), page.path, at):
        form.add_error(None, fault)
    if not form.is_valid():
        return _form_page(request, page, field, form, status=400)
    said = Said(page.path, field, form.cleaned_data["text"], get_language() or "nb", page.study)
    try:
        kept = receive(said, network=import_string(settings.NETWORK_OF)(request), at=at)
    except TooMany:
        form.add_error(None, _("Many reports came within the last hour, so this one is not kept. Try again later."))
        answer = _form_page(request, page, field, form, status=429)
        answer["Retry-After"] = str(int(COUNTED_FOR.total_seconds()))
        return answer
    return redirect("report_received", kept.receipt)


def _form_page(request: HttpRequest, page: OwnPage, field: str, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "faults": [*form.non_field_errors(), *form["text"].errors] if form.is_bound else [],
        "page": page,
        "field": field,
        "trap": TRAP,
        "token": token_for(page.path, timezone.now()),
        "contact_email": settings.CONTACT_EMAIL,
    }
    return render(request, "trials/report.html", context, status=status)
