"""Every public page of the site, found by its address pattern, so that a new page is tested from its first day."""

from django.urls import URLPattern

from trials.models import Indication, Product, Site, Sponsor, Study
from trials.urls import urlpatterns

LANGUAGES = ("nb", "nn", "en")
# One of each kind that shows most: the study whose sources disagree, in Norway and elsewhere.
SLUGS = {
    "study_detail": (Study, {"acronym__startswith": "AUTOGRAPH"}),
    "indication_detail": (Indication, {"slug": "lupus-nephritis"}),
    "site_detail": (Site, {"country": "NO", "study_sites__isnull": False}),
    "sponsor_detail": (Sponsor, {"studies__isnull": False, "products__isnull": False}),
    "product_detail": (Product, {"studies__isnull": False, "targets__isnull": False}),
}
NAMES = [pattern.name or "" for pattern in urlpatterns]
LISTS = ("studies/", "sites/", "sponsors/", "products/")


def path_of(name: str) -> str:
    """The address, without its language, of the page with this name; the catalogue must be in the database."""
    (pattern,) = (pattern for pattern in urlpatterns if pattern.name == name)
    assert isinstance(pattern, URLPattern)
    route = str(pattern.pattern)
    if "<slug:slug>" not in route:
        return route
    model, condition = SLUGS[name]
    thing = model.objects.filter(**condition).order_by("pk").first()  # type: ignore[attr-defined]
    return route.replace("<slug:slug>", thing.slug)
