"""The list of sponsors and a sponsor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from trials.models import Sponsor
from trials.outputs.registers import product_rows, sponsor_heading, sponsor_rows
from trials.outputs.things import collaborations, developed_by, sponsor_facts, studies_of, studies_with
from trials.query.things import public_sponsors
from trials.views.former import led_on
from trials.views.listing import listing


@require_safe
def sponsor_list(request: HttpRequest) -> HttpResponse:
    """The sponsors for the question in the address; 400 and an empty list for a wrong one."""
    sponsors = public_sponsors(request.GET, get_language() or "nb")
    return listing(request, "trials/sponsor_list.html", sponsors, sponsor_heading, sponsor_rows)


@require_safe
def sponsor_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A sponsor's own page: its studies, the products it develops, and the studies it takes part in."""
    language = get_language() or "nb"
    sponsor = Sponsor.objects.filter(slug=slug).first()
    if sponsor is None:
        return led_on(request, "sponsor", slug)
    today = timezone.localdate()
    studies = studies_with("sponsor", slug, today)
    context = {
        "sponsor": sponsor,
        "crumbs": [(_("Sponsors"), reverse("sponsor_list")), (sponsor.name, "")],
        "facts": sponsor_facts(sponsor, language),
        "studies": studies_of(studies, language),
        "collaborations": collaborations(sponsor, today, language),
        "products": product_rows(developed_by(sponsor), studies.index, language),
    }
    return render(request, "trials/sponsor_detail.html", context)
