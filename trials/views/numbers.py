"""A study by any of its numbers, in any writing: the address that other sites can link to."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from trials.identifiers import recognise, registry_url
from trials.query.numbers import studies_with_number


@require_safe
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """Redirect to the study with this number; 404 that says where else to look."""
    found = studies_with_number(number)
    if len(found) == 1:
        return HttpResponseRedirect(reverse("study_detail", args=[found[0].slug]))
    places = [(scheme.label, value, registry_url(scheme, value)) for scheme, value in recognise(number)]
    context = {"number": number.strip("/")[:100], "found": found, "places": places}
    return render(request, "trials/number_not_found.html", context, status=300 if found else 404)
