"""The list of studies as a file."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from trials.dates import format_date
from trials.outputs.addresses import absolute
from trials.outputs.columns import NearColumns
from trials.outputs.spreadsheet import CONTENT_TYPE, Notes, xlsx_pieces
from trials.outputs.tabular import Row, csv_text, in_batches, table
from trials.query.studies import StudyList
from trials.views.narrowing import question


def study_file(studies: StudyList, kind: str) -> HttpResponseBase:
    """All studies of the list, whatever page is asked for, as "csv" or "xlsx"; sent as it is made."""
    # Made now: when the file is sent, the language of the request is no longer active.
    here = absolute(reverse("study_list"))
    near = NearColumns(studies.near_in, studies.today, get_language() or "nb")
    rows = table(in_batches(studies.studies), lambda study: f"{here}{study.slug}/", near=near)
    content, content_type = FORMATS[kind](rows, studies)
    response = StreamingHttpResponse(content, content_type=content_type)
    name = f"car-t-tracker-{studies.today:%Y-%m-%d}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(rows: Iterable[Row], _studies: StudyList) -> tuple[Iterator[str], str]:
    return csv_text(rows), "text/csv; charset=utf-8"


def _xlsx(rows: Iterable[Row], studies: StudyList) -> tuple[Iterator[bytes], str]:
    return xlsx_pieces(rows, _notes(studies)), CONTENT_TYPE


FORMATS = {"csv": _csv, "xlsx": _xlsx}


def _notes(studies: StudyList) -> Notes:
    """Which list this is and of which day, how to read it, and whose the facts are, as the about page says."""
    here = absolute(reverse("study_list")) + question(studies)
    lines = [
        f"CAR-T tracker: {here}",
        _("Downloaded %(date)s.") % {"date": format_date(studies.today, get_language() or "nb")},
        _("Dates stand as text, as exact as the source gives them. An empty cell is not stated."),
        _("A list that is too long for a cell ends with “…”; the CSV file has all of it."),
        _(
            "Registry facts: ClinicalTrials.gov, U.S. National Library of Medicine (NLM), as of the dates beside them. "
            "We selected, normalised and reclassified them. NLM has not endorsed this register."
        ),
        _(
            "Snapshot and automatic labels: CAR-T Rheumatology Trials Monitor, P. Jeong, University Hospital Cologne, "
            "MIT licence, doi:10.5281/zenodo.19713049."
        ),
        _("Other registries, second-hand sources and articles: single facts only, with the source on the study page."),
        _("Our own texts, the glossary and the software: MIT licence."),
        _("More of this, and what the columns mean: %(address)s") % {"address": f"{absolute(reverse('about'))}#file"},
    ]
    return Notes(_("Studies"), _("About this file"), lines, studies.today)
