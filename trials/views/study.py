"""A study: its page, and the sheet that goes with a referral."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from trials.models import Study
from trials.outputs.qr import qr_code
from trials.outputs.sheet import as_text, patient_free, sheet
from trials.outputs.study_document import study_document
from trials.outputs.study_page import study_for_page
from trials.outputs.withdrawn import withdrawn_study


@require_safe
def study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A study's own page; 410 for one that was withdrawn."""
    study = _published(slug)
    if study is None:
        return _withdrawn(request, slug)
    context = study_document(study, timezone.localdate(), _language())
    return render(request, "trials/study_detail.html", context)


@require_safe
def referral(request: HttpRequest, slug: str) -> HttpResponse:
    """The study's sheet for a referral, made for paper; 410 for one that was withdrawn."""
    study = _published(slug)
    if study is None:
        return _withdrawn(request, slug)
    found = sheet(study, timezone.localdate(), _language())
    here = reverse("study_detail", args=[slug])
    context = {
        "sheet": found,
        "qr": qr_code(found.address),
        "as_text": as_text(found),
        "patient_free": patient_free(),
        "text_address": reverse("study_referral_text", args=[slug]),
        "crumbs": [(_("Studies"), reverse("study_list")), (found.title, here), (_("Referral sheet"), "")],
    }
    return render(request, "trials/study_referral.html", context)


@require_safe
def referral_text(request: HttpRequest, slug: str) -> HttpResponse:
    """The same sheet as plain text; 410 for a study that was withdrawn."""
    study = _published(slug)
    if study is None:
        return _withdrawn(request, slug)
    found = sheet(study, timezone.localdate(), _language())
    return HttpResponse(as_text(found), content_type="text/plain; charset=utf-8")


def _language() -> str:
    return get_language() or "nb"


def _published(slug: str) -> Study | None:
    try:
        return study_for_page(Study.objects.published(), slug=slug)
    except Study.DoesNotExist:
        return None


def _withdrawn(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        study = withdrawn_study(slug, _language())
    except Study.DoesNotExist as error:
        raise Http404 from error
    crumbs = [(_("Studies"), reverse("study_list")), (study.title, "")]
    return render(request, "trials/study_withdrawn.html", {"study": study, "crumbs": crumbs}, status=410)
