"""What the pages of the review desk share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse

from trials.admin.queue import Kind
from trials.admin.steps import StudyMixin


class DeskMixin(StudyMixin):
    """A page of the desk: for whoever may change studies."""

    def refuse_who_may_not_decide(self, request: HttpRequest) -> None:
        """PermissionDenied for whoever may not change studies."""
        if not self.has_change_permission(request):
            raise PermissionDenied

    def desk_page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        """A page of the desk."""
        everywhere = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "only": kind_of(request),
            "query": query_of(request),
        }
        return TemplateResponse(request, f"admin/trials/study/{name}.html", everywhere | context, status=status)


def kind_of(request: HttpRequest) -> Kind | None:
    """The kind that the queue is limited to."""
    asked = request.GET.get("kind", "")
    return Kind(asked) if asked in Kind.values else None


def query_of(request: HttpRequest) -> str:
    """What of the address leads on through the same queue."""
    only = kind_of(request)
    return f"?kind={only}" if only else ""
