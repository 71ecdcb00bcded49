"""What the lists of sites, sponsors and products share: a page of the answer, or what is wrong with the question."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from trials.outputs.freshness import freshness_note
from trials.outputs.registers import ThingRow, register_facets, register_labels
from trials.outputs.wording import chips, loosenings
from trials.query.index.held import Index
from trials.query.labels import Labels
from trials.query.thing_list import Thing, ThingList
from trials.views.paging import page_of, status_of

PAGE_SIZE = 50


def listing(
    request: HttpRequest,
    template: str,
    things: ThingList[Thing],
    heading: Callable[[ThingList[Thing], Labels], str],
    rows: Callable[[Sequence[Thing], Index, str], list[ThingRow]],
) -> HttpResponse:
    """A page of the things; with faults none of them, and status 400, or 404 for a page beyond the end."""
    index = things.index
    labels = register_labels(index, get_language() or "nb")
    page, faults = (None, things.faults) if things.faults else page_of(things.pks, things.chosen, PAGE_SIZE)
    context = {
        "heading": _("We cannot answer this question") if faults else heading(things, labels),
        "faults": faults,
        "found": things.found,
        "q": things.chosen.get("q", ""),
        "facets": register_facets(things, labels),
        "chips": chips(things, labels),
        "loosenings": [] if things.pks else loosenings(things, labels),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1) if page else [],
        "freshness": freshness_note(index, timezone.now()),
        "rows": rows(things.fetched(list(page.object_list)), index, labels.language) if page else [],
    }
    return render(request, template, context, status=status_of(things.faults, faults))
