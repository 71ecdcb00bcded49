"""The list of studies."""

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from trials.outputs import wording
from trials.outputs.freshness import freshness_note
from trials.outputs.listed import listed_in, with_unclear_ages
from trials.outputs.nothing_open import nothing_open
from trials.outputs.openings import openings
from trials.outputs.rows import StudyRow
from trials.query.address import address
from trials.query.filters import Fault
from trials.query.index.reasons import Reason
from trials.query.labels import Labels, labels
from trials.query.ranking import Sort
from trials.query.studies import StudyList, public_studies
from trials.views.narrowing import faults_as_text, narrowing, question
from trials.views.paging import page_of, status_of
from trials.views.study_files import FORMATS, study_file

PAGE_SIZE = 25


@require_safe
def study_list(request: HttpRequest) -> HttpResponseBase:
    """The list of studies for the question in the address; 400 and an empty list for a wrong one."""
    studies = public_studies(request.GET, today=timezone.localdate())
    page, faults = (None, studies.faults) if studies.faults else page_of(studies.studies, studies.chosen, PAGE_SIZE)
    if (kind := request.GET.get("format")) in FORMATS:
        return faults_as_text(studies, faults) if faults else study_file(studies, kind)
    language = get_language() or "nb"
    context = _list_context(studies, labels(studies.index, language, studies.chosen), page, faults)
    return render(request, "trials/study_list.html", context, status=status_of(studies.faults, faults))


def _list_context(studies: StudyList, names: Labels, page: Page[Any] | None, faults: list[Fault]) -> dict[str, Any]:
    asked = frozenset(studies.chosen.get("indication", ()))
    shown = list(page.object_list) if page else []
    found = listed_in(studies, shown, names.language, asked)
    if "age" in studies.chosen:
        found = with_unclear_ages(found)
    return narrowing(studies, names, faults) | {
        "heading": _("We cannot answer this question") if faults else wording.heading(studies, names),
        "openings": [] if faults or not studies.studies else openings(studies),
        "nothing_open": None if faults else nothing_open(studies, names),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1) if page else [],
        "rows": found,
        "reasons": _reasons(found, studies),
        "order": "" if studies.is_sorted_as_usual else Sort(studies.sort).label,
        "sorts": [(sort, address(studies.params, put={"sort": sort.value})) for sort in _sorts(studies)],
        "changes_address": reverse("change_list") + question(studies),
        "files": [(kind.upper(), address(studies.params, put={"format": kind})) for kind in FORMATS],
        "freshness": freshness_note(studies.index, timezone.now()),
    }


def _reasons(rows: list[StudyRow], studies: StudyList) -> dict[int, list[Reason]]:
    """Why a search found each study (primary key), but for what the row's heading says already."""
    found = studies.search.reasons([row.study for row in rows]) if studies.search else {}
    said = {row.study.pk: (row.title.text, row.number) for row in rows}
    return {pk: [one for one in told if one.text not in said[pk]] for pk, told in found.items()}


def _sorts(studies: StudyList) -> list[Sort]:
    """The orders that say something of this list: with a place how near, with words how they fit."""
    idle = {Sort.RELEVANCE} if not studies.search else set[Sort]()
    idle |= set() if "near" in studies.chosen or studies.sort == Sort.NEAR else {Sort.NEAR}
    return [sort for sort in Sort if sort not in idle]
