"""Every public page of the site, found by its address pattern, so that a new page is tested from its first day."""

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.urls import URLPattern

from tests.factories import make_report
from trials.models import ErrorReport, Indication, Product, Site, Sponsor, Study
from trials.urls import urlpatterns

# The answers by name and language.
Pages = dict[tuple[str, str], HttpResponse]
LANGUAGES = ("nb", "nn", "en")
# One of each kind that shows most: the study whose sources disagree, in Norway and elsewhere.
SLUGS: dict[str, tuple[type[Model], dict[str, Any]]] = {
    "study_detail": (Study, {"acronym__startswith": "AUTOGRAPH"}),
    "study_referral": (Study, {"acronym__startswith": "AUTOGRAPH"}),
    "indication_detail": (Indication, {"slug": "lupus-nephritis"}),
    "site_detail": (Site, {"country": "NO", "study_sites__isnull": False}),
    "sponsor_detail": (Sponsor, {"studies__isnull": False, "products__isnull": False}),
    "product_detail": (Product, {"studies__isnull": False, "targets__isnull": False}),
}
# The short address of the feed is no page: it leads on to the feed. Nor is the plain text of a sheet.
NO_PAGES = {"change_feed", "study_referral_text"}
NAMES = [pattern.name or "" for pattern in urlpatterns if pattern.name not in NO_PAGES]
LISTS = ("studies/", "changes/", "sites/", "sponsors/", "products/")


def path_of(name: str) -> str:
    """The address, without its language, of the page with this name; the catalogue must be in the database."""
    (pattern,) = (pattern for pattern in urlpatterns if pattern.name == name)
    assert isinstance(pattern, URLPattern)
    route = str(pattern.pattern)
    if name == "report":
        return f"{route}?page=%2Fnb%2Fabout%2F&field=Lisens"
    if name == "report_received":
        return route.replace("<slug:receipt>", (ErrorReport.objects.first() or make_report()).receipt)
    if "<slug:slug>" not in route:
        return route
    model, condition = SLUGS[name]
    slug = model._default_manager.filter(**condition).order_by("pk").values_list("slug", flat=True)[0]
    return route.replace("<slug:slug>", slug)
