"""What changed, by week, as a page and as a feed."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import conditional_page, require_safe

from trials.outputs import wording
from trials.outputs.changes.atom import CONTENT_TYPE, feed
from trials.outputs.changes.entries import Entry, by_week, entries, studies_of
from trials.outputs.freshness import freshness_note
from trials.outputs.rows import rows
from trials.query.card_rows import cards
from trials.query.changes import ChangeList, Week, changes_of
from trials.query.filters import ChangeFilterSet
from trials.query.labels import Labels, labels
from trials.query.studies import StudyList, public_studies
from trials.views.narrowing import faults_as_text, narrowing, question
from trials.views.paging import page_of, status_of


@require_safe
@conditional_page
def change_list(request: HttpRequest) -> HttpResponse:
    """The changes of the studies that the question holds; 400 and nothing for a wrong one."""
    studies = public_studies(request.GET, today=timezone.localdate(), filters=ChangeFilterSet)
    changes = None if studies.faults else changes_of(studies)
    page, faults = page_of(changes.pages, studies.chosen, 1) if changes else (None, studies.faults)
    names = labels(studies.index, get_language() or "nb", studies.chosen)
    if request.GET.get("format") == "atom":
        return _feed(studies, names, changes) if changes and not faults else faults_as_text(studies, faults)
    shown = page.object_list[0] if page and page.object_list else []
    context = narrowing(studies, names, faults) | {
        "heading": _("We cannot answer this question") if faults else _heading(studies, names),
        "weeks": by_week(_entries(changes, shown, names.language), names.language),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1) if page else [],
        "feed_address": question(studies, format="atom"),
        "list_address": reverse("study_list") + question(studies),
        "freshness": freshness_note(studies.index, timezone.now()),
    }
    return render(request, "trials/changes.html", context, status=status_of(studies.faults, faults))


@require_safe
def change_feed(request: HttpRequest) -> HttpResponse:
    """The way to the feed from its short address."""
    params = request.GET.copy()
    params["format"] = "atom"
    return HttpResponsePermanentRedirect(f"{reverse('change_list')}?{params.urlencode()}")


def _entries(changes: ChangeList | None, shown: list[Week], language: str) -> list[Entry]:
    """What changed in the weeks shown."""
    if not changes or not shown:
        return []
    changed, new = changes.within(shown)
    by_pk = {row.study.pk: row for row in rows(cards(studies_of(changed, new)).values(), language)}
    return entries(changed, new, by_pk, language)


def _heading(studies: StudyList, names: Labels) -> str:
    if not studies.narrowed:
        return _("What changed")
    return _("What changed in %(studies)s") % {"studies": wording.heading(studies, names)}


def _feed(studies: StudyList, names: Labels, changes: ChangeList) -> HttpResponse:
    """The newest weeks, which are those of the first page, whatever page is asked for."""
    found = _entries(changes, changes.pages[0] if changes.pages else [], names.language)
    here = reverse("change_list")
    text = feed(
        found,
        title=_heading(studies, names),
        page=here + question(studies),
        address=here + question(studies, format="atom"),
        language=names.language,
    )
    return HttpResponse(text, content_type=CONTENT_TYPE)
