"""The queue of study sites: a list of each matter, and a row's decision, which stamps it and leads on to the next."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trials.actions.verifying import Gone, Overtaken, verify
from trials.admin.decision_form import DecisionForm
from trials.admin.editing import doing
from trials.admin.my_queue import Asker, address_of, asker, pile_of, places
from trials.admin.overtaken import told_of_row
from trials.admin.queue_rows import rows_of, where
from trials.admin.standing_of_row import Standing, role_of, standing_of
from trials.admin.widgets import is_key
from trials.choices import PublicationState
from trials.models import SiteCoordinator, StudySite
from trials.outputs.addresses import study_url
from trials.outputs.row_links import NotOurs, TooOld, row_of
from trials.query.attention import Matter
from trials.query.responsibility import may_act_on, sites_of

PER_PAGE = 20


class ConfirmingMixin(admin.ModelAdmin):
    """A list of each matter, the page of a row, and the address that an e-mail leads to."""

    def get_urls(self) -> list[Any]:
        """The queue's addresses before Django's own, which would take any."""
        views: list[tuple[str, Any, str]] = [
            ("queue/", self.queue_view, "queue"),
            ("queue/<int:pk>/", self.decide_view, "decide"),
            ("queue/mail/<str:token>/", self.from_mail_view, "from_mail"),
        ]
        return [
            path(route, self.admin_site.admin_view(view), name=f"trials_studysite_{name}")
            for route, view, name in views
        ] + super().get_urls()

    @method_decorator(require_safe)
    def queue_view(self, request: HttpRequest) -> HttpResponseBase:
        """The rows of a matter; the one asked for, else the first, stands open with its form."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        matter, site = _matter(request), _site(request)
        who = asker(request.user, site)
        page = _page(request, places(matter, who))
        rows = rows_of(list(page), matter, who.today)
        asked = request.GET.get("row", "")
        opened = next((row for row in rows if str(row.key) == asked), rows[0] if rows else None)
        is_open = opened is not None and opened.is_decided_here
        context = {
            "title": _("My queue"),
            "piles": [(one, pile_of(one, who)) for one in who.matters],
            "matter": matter,
            "hospitals": _hospitals(who, request.user),
            "site": site,
            "page": page,
            "rows": rows,
            "opened": opened.key if opened and is_open else None,
            "is_asked_for": bool(asked),
            **(self._row(request, opened.key) if opened and is_open else {}),
        }
        return self._queue_page(request, "queue", context)

    def decide_view(self, request: Any, pk: int) -> HttpResponseBase:
        """One row with its form; a POST stamps it and leads on. 409 where another was first."""
        here = self._row_or_refuse(request, pk)
        if request.method != "POST":
            return self._one(request, pk)
        form = _form(request, here, request.POST)
        if not form.is_valid():
            return self._one(request, pk, form)
        onward = _next(request, pk)
        try:
            done = verify(pk, form.said(), seen=form.cleaned_data["seen"] or 0, by=request.user, at=doing(request).at)
        except Gone:
            raise Http404 from None
        except ValidationError as error:
            form.refuse(error)
            return self._one(request, pk, form)
        except Overtaken as other:
            fresh = _form(request, self._row_or_refuse(request, pk), _of_now(request, pk))
            fresh.add_error(None, told_of_row(other))
            return self._one(request, pk, fresh, status=409)
        self._tell(request, done)
        return HttpResponseRedirect(onward)

    def from_mail_view(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """The row that an e-mail names, for whoever is signed in and may act on it; else what to do instead."""
        try:
            pk = row_of(token)
        except TooOld:
            return self._queue_page(request, "link_too_old", {"title": _("This link is too old")}, status=410)
        except NotOurs:
            return self._queue_page(request, "link_not_ours", {"title": _("This link is not whole")}, status=404)
        self._row_or_refuse(request, pk)
        return HttpResponseRedirect(reverse("admin:trials_studysite_decide", args=[pk]))

    def _row_or_refuse(self, request: HttpRequest, pk: int) -> StudySite:
        """The row, for whoever may change it and answers for its hospital."""
        here = StudySite.objects.select_related("study", "site").filter(pk=pk).first()
        if not self.has_change_permission(request, here):
            raise PermissionDenied
        if here is None:
            raise Http404
        if not may_act_on(request.user, here):
            raise PermissionDenied
        return here

    def _row(self, request: HttpRequest, pk: int, form: DecisionForm | None = None) -> dict[str, Any]:
        standing: Standing = standing_of(pk)
        form = form or _form(request, standing.here, None)
        return {"standing": standing, "form": form, "action": _with(request, "admin:trials_studysite_decide", pk)}

    def _one(
        self, request: HttpRequest, pk: int, form: DecisionForm | None = None, status: int = 200
    ) -> TemplateResponse:
        context = {"title": _("My queue"), "back": address_of(_matter(request), site=_site(request))}
        return self._queue_page(request, "decide", context | self._row(request, pk, form), status)

    def _queue_page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        everywhere = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, f"admin/trials/studysite/{name}.html", everywhere | context, status=status)

    def _tell(self, request: HttpRequest, done: StudySite) -> None:
        told = _("Confirmed: %(study)s, %(site)s.") % {"study": done.study, "site": where(done)}
        if done.study.publication_state == PublicationState.PUBLISHED:
            told = format_html('{} <a href="{}">{}</a>', told, study_url(done.study), _("See its page"))
        self.message_user(request, told, messages.SUCCESS)


def _form(request: Any, here: StudySite, data: Any) -> DecisionForm:
    is_own = SiteCoordinator.objects.filter(site=here.site_id, user=request.user).exists()
    return DecisionForm(here, is_own=is_own, role=role_of(request.user) if is_own else "", data=data)


def _of_now(request: HttpRequest, pk: int) -> Any:
    """What was sent, on the version that the row has by now: the person has it before them from here on."""
    data = request.POST.copy()
    data["seen"] = str(StudySite.objects.values_list("version", flat=True).get(pk=pk))
    return data


def _matter(request: HttpRequest) -> Matter:
    asked = request.GET.get("kind", Matter.CONFIRM)
    if asked not in Matter.values:
        raise BadRequest(_("There is no such list. Begin at “My queue”."))
    return Matter(asked)


def _site(request: HttpRequest) -> int | None:
    asked = request.GET.get("site", "")
    if asked and not is_key(asked):
        raise BadRequest(_("There is no such hospital. Choose one of the list."))
    return int(asked) if asked else None


def _page(request: HttpRequest, found: list[Any]) -> Page[Any]:
    """The page asked for, or the one that the row asked for stands on."""
    keys = [pk for _model, pk in found]
    row = request.GET.get("row", "")
    if is_key(row) and int(row) in keys:
        return Paginator(found, PER_PAGE).page(keys.index(int(row)) // PER_PAGE + 1)
    return Paginator(found, PER_PAGE).get_page(request.GET.get("page"))


def _next(request: Any, pk: int) -> str:
    """The queue, with the row open that comes after this one, else the first that is left."""
    matter, site = _matter(request), _site(request)
    keys = [key for _model, key in places(matter, asker(request.user, site))]
    at = keys.index(pk) if pk in keys else -1
    after = next((key for key in (*keys[at + 1 :], *keys[: max(at, 0)]) if key != pk), None)
    return address_of(matter, site=site, row=after)


def _with(request: HttpRequest, page: str, pk: int) -> str:
    """The page of a row, which leads on through the same queue."""
    asked = {name: value for name in ("kind", "site") if (value := request.GET.get(name))}
    return reverse(page, args=[pk]) + (f"?{urlencode(asked)}" if asked else "")


def _hospitals(who: Asker, person: Any) -> list[Any]:
    """The hospitals that the list can be narrowed to: those with a study that the person answers for."""
    rows = StudySite.objects.filter(study__publication_state=PublicationState.PUBLISHED)
    sites = sites_of(person)
    rows = rows.filter(site__country="NO") if sites is None else rows.filter(site__in=sites)
    return list(rows.order_by("site__name_en", "site").values_list("site", "site__name_en").distinct())
