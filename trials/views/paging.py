"""The page of a list that is asked for, and what is answered when it cannot be."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from trials.query.filters import Fault

Item = TypeVar("Item")


def page_of(items: Sequence[Item], chosen: dict[str, Any], size: int) -> tuple[Page[Item] | None, list[Fault]]:
    """The page that is asked for; none, and what is wrong, when the list ends before it."""
    paginator = Paginator(items, size)
    number, last = chosen.get("page", [1])[0], paginator.num_pages
    if number <= last:
        return paginator.page(number), []
    message = _("There is no page %(n)d: the list ends at page %(last)d.") % {"n": number, "last": last}
    return None, [Fault("page", message)]


def status_of(in_question: list[Fault], in_all: list[Fault]) -> int:
    """The HTTP status: 400 for a wrong question, 404 for a right one whose page lies beyond the end."""
    if in_question:
        return 400
    return 404 if in_all else 200
