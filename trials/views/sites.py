"""The list of study sites and a site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from trials.models import Site
from trials.names import site_name
from trials.outputs.registers import site_heading, site_place, site_rows
from trials.outputs.things import by_status_at_site, site_facts, studies_of, studies_with
from trials.places import country_name, in_country
from trials.query.things import public_sites
from trials.views.former import led_on
from trials.views.listing import listing


@require_safe
def site_list(request: HttpRequest) -> HttpResponse:
    """The study sites for the question in the address; 400 and an empty list for a wrong one."""
    sites = public_sites(request.GET, get_language() or "nb")
    return listing(request, "trials/site_list.html", sites, site_heading, site_rows)


@require_safe
def site_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A study site's own page; its studies with their status there."""
    language = get_language() or "nb"
    site = Site.objects.filter(slug=slug).first()
    if site is None:
        return led_on(request, "site", slug)
    name, everything = site_name(site, language), reverse("site_list")
    today = timezone.localdate()
    studies = studies_of(studies_with("site", slug, today), language)
    here, elsewhere = by_status_at_site(studies, site, today, language)
    country = country_name(site.country, language)
    context = {
        "site": site,
        "name": name,
        "place": site_place(site, language),
        "crumbs": [(_("Study sites"), everything), (country, f"{everything}?country={site.country}"), (name, "")],
        "facts": site_facts(site, language),
        "studies": studies,
        "here": here,
        "elsewhere": elsewhere,
        "in_country": in_country(site.country, language),
    }
    return render(request, "trials/site_detail.html", context)
