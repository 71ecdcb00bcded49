"""The admin as a whole: its name, the order of its lists, its first page, and the choice of language."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.views import login as sign_in
from django.contrib import admin
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog, set_language

from trials.admin.guide import guide_for
from trials.admin.inviting import accept_invitation
from trials.admin.my_queue import asker, first_page_of
from trials.admin.second_factor import has_second_factor, owns_one

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
        """Django's own, where a language is chosen, and where somebody invited comes in."""
        return [
            path("language/", set_language, name="language"),
            path(
                "invitation/<uidb64>/<token>/",
                self.framed(accept_invitation, _("Choose your password")),
                name="invitation",
            ),
            *super().get_urls(),
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person may see any page of the admin: staff, and come in with a second factor."""
        return super().has_permission(request) and has_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To sign in; for whoever has only shown a password, to set up a second factor."""
        if request.user.is_authenticated and not self.has_permission(request):
            if not owns_one(request):
                return redirect("mfa_index")
            # Older than its eight hours, or of a password alone while a second factor was set up elsewhere.
            logout(request)
        return cast(HttpResponse, self.framed(sign_in, _("Sign in"))(request))

    def framed(self, view: Callable[..., HttpResponseBase], title: str | Promise) -> Callable[..., HttpResponseBase]:
        """A page of django-allauth's in the frame of the admin, under a title of ours."""

        @never_cache
        @wraps(view)
        def framed_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            answer = view(request, *args, **kwargs)
            if isinstance(answer, TemplateResponse):
                answer.context_data = self.each_context(request) | (answer.context_data or {}) | {"title": title}
            return answer

        return framed_view

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
