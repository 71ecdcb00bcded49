"""The site's addresses, and two more to measure it by: a page of nothing, and a file made from model objects."""

from itertools import islice

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import timezone

from cartracker.urls import handler400, handler403, handler404, handler500, urlpatterns as of_the_site
from tests.outputs.by_objects import csv_lines
from tests.places import places_of
from trials.outputs.columns import NearCells
from trials.query.asker import HOME
from trials.query.nearest import nearest
from trials.query.studies import public_studies

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

BATCH = 500


def empty(_request: HttpRequest) -> HttpResponse:
    """What Django itself costs."""
    return HttpResponse("<!doctype html><title>Empty</title>")


def by_objects(request: HttpRequest, most: int) -> StreamingHttpResponse:
    """The file of the first so many studies of the list as it is usually made, whatever is asked."""
    today = timezone.localdate()
    pks = [*islice(public_studies(request.GET, today=today).studies, most)]

    def lines():
        for start in range(0, len(pks), BATCH):
            batch = pks[start : start + BATCH]
            near = {pk: nearest(places, HOME, today) for pk, places in places_of(batch).items()}
            cells = {pk: NearCells(one, today, "nb") for pk, one in near.items() if one}
            yield from csv_lines(batch, lambda study: study.slug, near_of=cells.__getitem__)

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


urlpatterns = [path("nb/empty/", empty), path("nb/by-objects/<int:most>/", by_objects), *of_the_site]
