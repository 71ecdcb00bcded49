"""Lists that answer questions, at any size, and refuse what means nothing."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import ShowFacets
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from trials.admin.choosing import Choices
from trials.admin.fields import FieldsMixin
from trials.admin.paging import LongChangeList, LongPaginator, NoSuchPage
from trials.admin.parameters import LAST_PAGE, faults
from trials.admin.searching import found_in
from trials.admin.widgets import is_key


class ListMixin(FieldsMixin, admin.ModelAdmin):
    """Lists that answer questions, at any size, and refuse what means nothing."""

    # A count beside each filter would read the whole table for each.
    show_facets = ShowFacets.NEVER
    show_full_result_count = False
    paginator = LongPaginator
    # Django asks for one; where words are looked for, `searching` says.
    search_fields: ClassVar[tuple[str, ...]] = ("folded",)
    list_per_page = 100
    list_max_show_all = 500
    # What rows that are equal in the column of an order are ordered by, before their primary key.
    order_of_equals: tuple[str, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and where fields look up what is typed."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_choices"
        choices = self.admin_site.admin_view(Choices.as_view(admin_site=self.admin_site))
        return [path("choices/", choices, name=name), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LongChangeList]:
        """A list whose rows are prepared together."""
        return LongChangeList

    def prepare(self, rows: Sequence[Any]) -> None:
        """Put on the rows of a page what their columns show and the rows do not hold; a constant number of queries."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list; a question that it cannot answer is refused with what is wrong with it."""
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        if request.POST.get("action") and request.POST["action"] not in self.get_actions(request):
            raise PermissionDenied
        if found := [*faults(request, self)]:
            return self._refuse(request, found)
        try:
            if request.GET.get(PAGE_VAR) == LAST_PAGE:
                return self._last_page(request)
            return super().changelist_view(request, extra_context)
        except NoSuchPage:
            return self._last_page(request)

    def orders(self, request: HttpRequest) -> set[int]:
        """The places of the columns that the list can be ordered by; boxes to choose rows may stand first."""
        boxes = [""] if self.get_actions(request) else []
        shown, sortable = [*boxes, *self.get_list_display(request)], self.get_sortable_by(request)
        return {place for place, column in enumerate(shown) if column in sortable}

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whether it is a filter of ours."""
        return lookup in {spec.parameter_name for spec in self.get_list_filter(request)}  # type: ignore[union-attr]

    def _refuse(self, request: HttpRequest, found: list[str]) -> TemplateResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("The list cannot answer this question"),
            "opts": self.opts,
            "faults": found,
            "list": request.path,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/trials/list_fault.html", context, status=400)

    def _last_page(self, request: HttpRequest) -> HttpResponseRedirect:
        """The way to the last page; its number is counted now."""
        asked = request.GET.copy()
        asked.pop(PAGE_VAR, None)
        request.GET = asked  # type: ignore[assignment]
        changelist: Any = self.get_changelist_instance(request)
        return HttpResponseRedirect(changelist.get_query_string({PAGE_VAR: changelist.paginator.last_page()}))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows that hold every word of the question; all of them for none."""
        return (found_in(queryset, search_term) if search_term.strip() else queryset), False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What an address gives a new record: things it belongs to, by primary key, and nothing else."""
        links = {field.name for field in self.opts.fields if isinstance(field, ForeignKey)}
        return {name: value for name, value in request.GET.items() if name in links and is_key(value)}
