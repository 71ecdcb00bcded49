"""Pages of a list of any length: counted as far as a reader counts, and turned as far as there are rows."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext

from trials.admin.parameters import LAST_PAGE

# Rows are counted up to here: to count half a million takes longer than to show a hundred of them.
COUNTED = 10_000


class LongPaginator(Paginator):
    """Pages of a query; beyond the rows that are counted there is a next page as long as there are rows."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        """The number of rows, at most one more than COUNTED."""
        return int(self.object_list.order_by()[: COUNTED + 1].count())

    @property
    def is_counted_out(self) -> bool:
        """Whether `count` is the number of rows, and not only as far as was counted."""
        return self.count <= COUNTED

    def last_page(self) -> int:
        """The number of the last page, however many rows there are; counts all of them."""
        return max(1, -(-self.object_list.order_by().count() // self.per_page))

    @cached_property
    def _furthest(self) -> int:
        return super().num_pages

    @property
    def num_pages(self) -> int:
        """The last page that is known of: counted, or seen."""
        return self._furthest

    def validate_number(self, number: Any) -> int:
        """The page's number; EmptyPage where there are no rows."""
        number = int(number)
        if number > self._furthest and not self.is_counted_out:
            start = (number - 1) * self.per_page
            there = len(self.object_list.prefetch_related(None).values_list("pk")[start : start + self.per_page + 1])
            if there:
                self._furthest = number + (there > self.per_page)
        return super().validate_number(number)

    def page(self, number: Any) -> Page[Any]:
        """The page; its rows are asked for by their place, whatever was counted."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return Page(self.object_list[start : start + self.per_page], number, self)


class LongChangeList(ChangeList):
    """A list whose rows are prepared together, and whose last page is counted only when it is asked for."""

    paginator: LongPaginator
    model_admin: Any

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, each with what its columns show; NoSuchPage beyond the last."""
        try:
            super().get_results(request)
        except IncorrectLookupParameters as error:
            raise NoSuchPage from error
        if self.page_num > self.paginator.num_pages and not self.show_all:
            raise NoSuchPage
        self.model_admin.prepare([*self.result_list])

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
