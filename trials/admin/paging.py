"""Pages of a list of any length: counted as far as a reader counts, and turned as far as there are rows."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext

from trials.admin.parameters import LAST_PAGE

# Rows are counted up to here: to count half a million takes longer than to show a hundred of them.
COUNTED = 10_000


class LongPaginator(Paginator):
    """Pages of a query, whose rows are found once; beyond those counted there is a next page while there are rows."""

    object_list: QuerySet[Any]

    @cached_property
    def first_keys(self) -> list[int]:
        """Primary keys of the rows in their order, at most one more than COUNTED."""
        return [*self._keys()[: COUNTED + 1]]

    def _keys(self) -> QuerySet[Any]:
        return self.object_list.prefetch_related(None).values_list("pk", flat=True)

    @cached_property
    def count(self) -> int:
        """The number of rows, at most one more than COUNTED."""
        return len(self.first_keys)

    @property
    def is_counted_out(self) -> bool:
        """Whether `count` is the number of rows, and not only as far as was counted."""
        return self.count <= COUNTED

    def last_page(self) -> int:
        """The number of the last page, however many rows there are; counts all of them."""
        return max(1, -(-self.object_list.order_by().count() // self.per_page))

    @cached_property
    def _furthest(self) -> int:
        return max(1, -(-self.count // self.per_page))

    @property
    def num_pages(self) -> int:
        """The last page that is known of: counted, or seen."""
        return self._furthest

    def keys_of(self, number: int) -> list[int]:
        """Primary keys of the rows of a page, none where it has no rows."""
        start, end = (number - 1) * self.per_page, number * self.per_page
        if end <= self.count or self.is_counted_out:
            return self.first_keys[start:end]
        keys = [*self._keys()[start : end + 1]]
        if keys:
            self._furthest = max(self._furthest, number + (len(keys) > self.per_page))
        return keys[: self.per_page]

    def validate_number(self, number: Any) -> int:
        """The page's number; EmptyPage where there are no rows."""
        if int(number) > self._furthest:
            self.keys_of(int(number))
        return super().validate_number(number)


class LongChangeList(ChangeList):
    """A list whose rows are found and prepared together, and whose last page is counted only when it is asked for."""

    paginator: LongPaginator
    model_admin: Any

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, each with what its columns show; NoSuchPage beyond the last."""
        try:
            super().get_results(request)
        except IncorrectLookupParameters as error:
            raise NoSuchPage from error
        shows_all = self.show_all and self.can_show_all
        if self.page_num > self.paginator.num_pages and not shows_all:
            raise NoSuchPage
        keys = self.paginator.first_keys if shows_all else self.paginator.keys_of(self.page_num)
        # The conditions of the question have been answered: they are not asked of the page's rows again.
        rows = self.apply_select_related(self.root_queryset).filter(pk__in=keys)
        self.result_list = rows.order_by(*self.queryset.query.order_by)
        self.model_admin.prepare([*self.result_list])

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """The order asked for alone: the list's own, put after it, would keep an index from being used."""
        return super().get_ordering(request, queryset.order_by())

    def _get_deterministic_ordering(self, ordering: Any) -> list[Any]:
        """The order; after a column asked for, what parts its equals, in one direction, as an index holds it."""
        *columns, last = super()._get_deterministic_ordering(ordering)  # type: ignore[misc]
        if last != "-pk" or not columns or not isinstance(columns[-1], str):
            return [*columns, last]
        sign = "-" if columns[-1].startswith("-") else ""
        return [*columns, *(f"{sign}{name}" for name in (*self.model_admin.order_of_equals, "pk"))]

    @property
    def count_in_words(self) -> str:
        """How many rows there are, as far as they were counted."""
        if self.paginator.is_counted_out:
            return str(self.result_count)
        return gettext("more than %(number)s") % {"number": f"{COUNTED:,}".replace(",", "\N{NO-BREAK SPACE}")}

    @property
    def last_page_link(self) -> str:
        """Where the last page is, if its number is not known."""
        return "" if self.paginator.is_counted_out else self.get_query_string({PAGE_VAR: LAST_PAGE})


class NoSuchPage(Exception):
    """The list has fewer pages."""
