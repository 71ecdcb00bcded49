"""What every page knows: its own address, its twins in the other languages, and the section it is in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from trials.outputs.addresses import twins
from trials.query.filters import asked

# The pages that a query string says something to.
LISTS = {"study_list", "change_list", "site_list", "sponsor_list", "product_list"}
# All that read theirs and whose answer anybody may keep.
ASKING = LISTS | {"after_infusion"}
# The form for an error, which says by its query string on what.
REPORT = "report"
SECTIONS = {
    "study_list": "studies",
    "study_detail": "studies",
    "study_referral": "studies",
    "indication_list": "indications",
    "indication_detail": "indications",
    "site_list": "sites",
    "site_detail": "sites",
    "sponsor_list": "sponsors",
    "sponsor_detail": "sponsors",
    "product_list": "products",
    "product_detail": "products",
    "change_list": "changes",
    "evidence": "evidence",
    "glossary": "glossary",
    "about": "about",
}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context for templates: canonical_url, alternates (code, url), languages, nav_section."""
    codes = dict(settings.LANGUAGES)
    first = request.path.split("/", 2)[1]
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    if first not in codes:
        return {"languages": [{"code": code, "name": name, "url": f"/{code}/"} for code, name in codes.items()]}
    query = _question(request) if name in LISTS or name == REPORT else ""
    return twins(request.path, query) | {"nav_section": SECTIONS.get(name, "")}


def _question(request: HttpRequest) -> str:
    """The question of a list, from its `?`, without what says nothing: empty values, and that the page is the first."""
    stated = asked(request.GET)
    if stated.getlist("page") == ["1"]:
        del stated["page"]
    return f"?{stated.urlencode()}" if stated else ""
