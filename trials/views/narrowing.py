"""What the pages that answer a question about studies share: the form to narrow it, and a wrong question as text."""

from typing import Any

from django.http import HttpResponse

from trials.outputs import wording
from trials.outputs.asking import answered, suggestions
from trials.query.facets import facets
from trials.query.filters import Fault
from trials.query.index.keys import AGE_UNSTATED
from trials.query.labels import Labels
from trials.query.studies import SHOWN_HOW, StudyList
from trials.views.paging import status_of


def narrowing(studies: StudyList, names: Labels, faults: list[Fault]) -> dict[str, Any]:
    """The form's choices with their counts, what is chosen, and what to loosen when nothing is found."""
    return {
        "studies": studies,
        "faults": faults,
        "chips": wording.chips(studies, names),
        "facets": facets(studies, names),
        "loosenings": [] if faults or studies.studies else wording.loosenings(studies, names),
        "ages": studies.chosen.get("age", ()),
        "near": answered(studies, names),
        "places_to_ask": suggestions(studies.index, names.language),
        "without_age": len(studies.index.one(AGE_UNSTATED)),
    }


def faults_as_text(studies: StudyList, faults: list[Fault]) -> HttpResponse:
    """What is wrong with a question for a file or a feed, a line each."""
    text = "".join(f"{fault.parameter}: {fault.message}\n" for fault in faults)
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status_of(studies.faults, faults))


def question(studies: StudyList, **shown_how: str) -> str:
    """The question from its `?`, shown so; empty for all studies."""
    params = studies.params.copy()
    for name in SHOWN_HOW:
        params.pop(name, None)
    for name, value in shown_how.items():
        params[name] = value
    return f"?{params.urlencode()}" if params else ""
