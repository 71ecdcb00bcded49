"""An address where nothing stands: perhaps what stood there was merged into another."""

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse

from trials.query.former import former_addresses


def led_on(request: HttpRequest, kind: str, slug: str) -> HttpResponsePermanentRedirect:
    """The way on to what the thing of this address was merged into, in the same language; else Http404."""
    current = former_addresses(kind, [slug]).get(slug)
    if current is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(reverse(f"{kind}_detail", args=[current]) + (f"?{query}" if query else ""))
