"""The front page, and the way to it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from trials.choices import Region
from trials.localised import Localised
from trials.outputs.asking import suggestions
from trials.outputs.changes.entries import entries, studies_of
from trials.outputs.freshness import freshness_note
from trials.outputs.listed import listed
from trials.outputs.overview import Count, count, disease_groups, freshness, totals, with_shares
from trials.query.changes import latest
from trials.query.memberships import Memberships, memberships
from trials.query.nearest import nearest_home
from trials.query.ranking import Sort, in_order
from trials.query.tree import indication_tree

# As many European studies, and latest changes, are shown; the rest are a link away.
SHOWN = 5
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
    tree = indication_tree()
    members = memberships(tree)
    norwegian = members.of("country", ["NO"])
    nordic = members.of("region", [Region.NORDIC]) - norwegian
    european = members.of("region", [Region.EUROPE]) - norwegian - nordic
    lists = {
        "norwegian": _newest(norwegian, members),
        "nordic": _newest(nordic, members),
        "european": _newest(european, members)[:SHOWN],
        "latest": _newest(members.everything, members)[:SHOWN],
    }
    changed, new = latest(SHOWN)
    wanted = dict.fromkeys([*(pk for studies in lists.values() for pk in studies), *studies_of(changed, new)])
    today = timezone.localdate()
    by_pk = {row.study.pk: row for row in listed(wanted, nearest_home([*wanted], today), today, language)}
    context = {name: [by_pk[pk] for pk in studies] for name, studies in lists.items()} | {
        "examples": EXAMPLES[language],
        "places": places(members, language),
        "places_to_ask": suggestions(members.values["country"], language),
        "groups": disease_groups(members, tree, language),
        "changes": entries(changed, new, by_pk, language)[:SHOWN],
        "freshness": freshness(),
        "note": freshness_note(timezone.now()),
        "totals": totals(members),
    }
    return render(request, "trials/home.html", context)


def _newest(studies: set[int], members: Memberships) -> list[int]:
    return in_order(studies, Sort.UPDATED, members.facts)


def places(members: Memberships, language: str) -> list[Count]:
    """The studies by place: Norway, the Nordics, Europe, everywhere."""
    found = [
        (_("Norway"), "country=NO", members.of("country", ["NO"])),
        (_("Nordic countries"), "region=NORDIC", members.of("region", [Region.NORDIC])),
        (_("Europe"), "region=EUROPE", members.of("region", [Region.EUROPE])),
        (_("The whole register"), "", members.everything),
    ]
    return with_shares([count(Localised(name, language), query, studies, members) for name, query, studies in found])
