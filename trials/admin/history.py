"""What was changed by whom and why, in words; a former value can be brought back."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext as _

from trials.admin.restoring import RestoringMixin
from trials.names import capitalised
from trials.outputs.history import deleted_record, deleted_records, history_page
from trials.query.restorable import deletions

PER_PAGE = 25


class HistoryMixin(RestoringMixin):
    """What was changed by whom and why, in words; a former value can be brought back."""

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and before them those of former values and of deleted records."""
        views: dict[str, tuple[str, Any]] = {
            "restore": ("<path:object_id>/history/<str:of>/<int:former>/<int:changed>/<str:field>/", self.restore_view),
            "deleted": ("deleted/", self.deleted_view),
            "deleted_history": ("deleted/<path:object_id>/history/", self.deleted_history_view),
            "bring_back": ("deleted/<path:object_id>/bring-back/", self.bring_back_view),
        }
        named = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{named}_{name}")
            for name, (route, view) in views.items()
        ]
        return own + super().get_urls()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A page of the record's history; a deleted record's stands among the deleted."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            if deleted_record(self.model, unquote(object_id)) is not None:
                return HttpResponseRedirect(self._address("deleted_history", object_id))
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        context = {
            "title": _("History of %(name)s") % {"name": record},
            "object": record,
            "may_restore": self.has_change_permission(request, record),
        }
        return self._history(request, record, record.pk, context | (extra_context or {}))

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """The records of this kind that were deleted, newest first."""
        self._refuse_who_may_not_bring_back(request)
        page = Paginator(deletions(self.model), PER_PAGE).get_page(request.GET.get("page", "1"))
        context = {
            "title": _("Deleted: %(kind)s") % {"kind": self.opts.verbose_name_plural},
            "records": deleted_records(page, get_language() or "nb"),
            "page": page,
        }
        return self._answer(request, "admin/trials/history_deleted.html", context)

    def deleted_history_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page of the history of a record that was deleted."""
        self._refuse_who_may_not_bring_back(request)
        deletion = deleted_record(self.model, unquote(object_id))
        if deletion is None:
            raise Http404
        (record,) = deleted_records([deletion], get_language() or "nb")
        context = {
            "title": _("History of %(name)s, deleted") % {"name": record.name},
            "deleted": record,
            "may_restore": True,
        }
        return self._history(request, None, deletion.id, context)

    def _history(self, request: HttpRequest, record: Any, pk: int, context: dict[str, Any]) -> HttpResponse:
        history = history_page(
            record,
            self.model,
            pk,
            language=get_language() or "nb",
            page=request.GET.get("page", ""),
            by=request.GET.get("by", ""),
        )
        return self._answer(request, "admin/trials/history.html", context | {"history": history, "page": history.page})

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        common = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "module_name": capitalised(str(self.opts.verbose_name_plural)),
        }
        return TemplateResponse(request, template, common | context)

    def _refuse_who_may_not_bring_back(self, request: HttpRequest) -> None:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
