"""The admin as a whole: its name, the order of its lists, its first page, and the choice of language."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog, set_language

from trials.admin.guide import guide_for
from trials.admin.my_queue import asker, first_page_of

# The order of the work: a study and its sites, what they are about, who and where, what came of them, what readers say;
# imports; people.
ORDER = (
    "Study",
    "StudySite",
    "Indication",
    "Product",
    "Target",
    "Sponsor",
    "Site",
    "Publication",
    "GlossaryTerm",
    "ErrorReport",
    "RegistryRun",
    "RegistryRecord",
)
FIRST_APP, LAST_APP = "trials", "auth"


def _place_of_app(app: dict[str, Any]) -> tuple[bool, bool, str]:
    return app["app_label"] != FIRST_APP, app["app_label"] == LAST_APP, str(app["name"])


def _place_of_model(model: dict[str, Any]) -> tuple[int, str]:
    name = model["object_name"]
    return ORDER.index(name) if name in ORDER else len(ORDER), str(model["name"])


class RegisterAdminSite(admin.AdminSite):
    """Django's admin, with the register's name, order, guide and languages."""

    site_header = site_title = "CAR-T tracker"
    index_title = _("Administration")
    # The lists stand in the header, without script.
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Django's own, and where a language is chosen."""
        return [path("language/", set_language, name="language"), *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page knows: also the public site in the person's language."""
        return super().each_context(request) | {"site_url": reverse("home")}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The lists that this person may see, in the order of the work."""
        apps: list[Any] = sorted(super().get_app_list(request, app_label), key=_place_of_app)
        for app in apps:
            app["models"].sort(key=_place_of_model)
        return apps

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The words of Django's scripts; ours first, as everywhere."""
        catalogue = JavaScriptCatalog.as_view(packages=["trials", "django.contrib.admin"])
        return cast(HttpResponse, catalogue(request))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: what waits for the person, what this is, what they may do here, and where to begin."""
        own = {"guide": guide_for(request.user), "queue": first_page_of(asker(request.user))}
        return super().index(request, own | (extra_context or {}))
