"""The front page, and the way to it."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe
from pyroaring import BitMap

from trials.choices import Region
from trials.localised import Localised
from trials.outputs.asking import suggestions
from trials.outputs.changes.entries import entries, studies_of
from trials.outputs.freshness import freshness_note
from trials.outputs.listed import listed
from trials.outputs.overview import Count, count, disease_groups, with_shares
from trials.query.changes import latest
from trials.query.index.held import ALL_DATA, Index, current
from trials.query.index.known import tree_of
from trials.query.index.order import Ordered, order_of
from trials.query.ranking import Sort
from trials.views.statuses import statuses

# As many European studies, and latest changes, are shown; the rest are a link away.
SHOWN = 5
# As many Norwegian ones, and Nordic ones.
NEAREST = 50
EXAMPLES = {
    "nb": ("lupusnefritt", "SLE", "YTB323", "NCT06581198"),
    "nn": ("lupusnefritt", "SLE", "YTB323", "NCT06581198"),
    "en": ("lupus nephritis", "SLE", "YTB323", "NCT06581198"),
}


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The front page in the reader's language."""
    return HttpResponseRedirect(reverse("home"))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One search box, the studies nearest to Norway, the diseases, and how fresh the data is."""
    language = get_language() or "nb"
    index, today = current(), timezone.localdate()
    key = ((ALL_DATA,), "home", language)
    day, context = index.made.get(key, (None, {}))
    if day != today:
        context = _context(index, today, language)
        index.made[key] = today, context
    return render(request, "trials/home.html", context | {"note": freshness_note(index, timezone.now())})


def _context(index: Index, today: datetime.date, language: str) -> dict[str, Any]:
    """What the page says for the rest of the day, for as long as the data stays as it is."""
    norwegian = index.of("country", ["NO"])
    nordic = index.of("region", [Region.NORDIC]) - norwegian
    european = index.of("region", [Region.EUROPE]) - norwegian - nordic
    lists = {
        "norwegian": _newest(norwegian, index)[:NEAREST],
        "nordic": _newest(nordic, index)[:NEAREST],
        "european": _newest(european, index)[:SHOWN],
        "latest": _newest(index.everything, index)[:SHOWN],
    }
    changed, new = latest(SHOWN)
    wanted = dict.fromkeys([*(pk for studies in lists.values() for pk in studies), *studies_of(changed, new)])
    by_pk = {row.study.pk: row for row in listed(wanted, today, language)}
    return {name: [by_pk[pk] for pk in studies] for name, studies in lists.items()} | {
        "examples": EXAMPLES[language],
        "places": places(index, language),
        "places_to_ask": suggestions(index, language),
        "groups": disease_groups(index, tree_of(index), language),
        "changes": entries(changed, new, by_pk, language)[:SHOWN],
        "statuses": statuses(index, language),
    }


def _newest(studies: BitMap, index: Index) -> Ordered:
    return Ordered(studies, (), order_of(index, Sort.UPDATED))


def places(index: Index, language: str) -> list[Count]:
    """The studies by place: Norway, the Nordics, Europe, everywhere."""
    found = [
        (_("Norway"), "country=NO", index.of("country", ["NO"])),
        (_("Nordic countries"), "region=NORDIC", index.of("region", [Region.NORDIC])),
        (_("Europe"), "region=EUROPE", index.of("region", [Region.EUROPE])),
        (_("The whole register"), "", index.everything),
    ]
    return with_shares([count(Localised(name, language), query, studies, index) for name, query, studies in found])
