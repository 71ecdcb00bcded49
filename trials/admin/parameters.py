"""What the address of a list may ask: the filters declared, and Django's own words; anything else is a fault.

Django alone would pass over what it cannot read, and show everything.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.admin.options import IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.http import HttpRequest
from django.utils.translation import gettext as _

from trials.admin.searching import CONTROL, LONGEST_QUESTION

LAST_PAGE = "last"
LONGEST_PAGE = 6
_ORDER = re.compile(r"-?[0-9]{1,2}(\.-?[0-9]{1,2}){0,20}", re.ASCII)


def faults(request: HttpRequest, model_admin: Any) -> Iterator[str]:
    """Everything that is wrong with the question, in its own order."""
    filters = {spec.parameter_name: spec for spec in model_admin.get_list_filter(request)}
    for name, values in request.GET.lists():
        shown = name[:50]
        if name not in _OWN and name not in filters:
            yield _("There is no filter called “%(name)s”.") % {"name": shown}
        elif len(values) > 1:
            yield _("“%(name)s” can be given only once.") % {"name": shown}
        elif name in _OWN:
            yield from _OWN[name](values[0], request, model_admin)
        elif not accepts(filters[name], values[0], request, model_admin):
            yield _("“%(value)s” is not one of the values of the filter “%(title)s”.") % {
                "value": values[0][:50],
                "title": filters[name].title,
            }


def accepts(spec: Any, value: str, request: HttpRequest, model_admin: Any) -> bool:
    """Whether a filter takes the value."""
    if hasattr(spec, "accepts"):
        return bool(spec.accepts(value))
    choices = spec(request, {}, model_admin.model, model_admin).lookup_choices
    return value in {str(code) for code, _label in choices}


def _question(value: str, request: HttpRequest, model_admin: Any) -> Iterator[str]:
    if len(value) > LONGEST_QUESTION:
        yield _("The search is too long: at most %(limit)d characters.") % {"limit": LONGEST_QUESTION}
    if CONTROL.search(value):
        yield _("The search contains a control character.")


def _page(value: str, request: HttpRequest, model_admin: Any) -> Iterator[str]:
    is_number = value.isascii() and value.isdigit() and len(value) <= LONGEST_PAGE and int(value) > 0
    if not is_number and value != LAST_PAGE:
        yield _("“%(value)s” is not the number of a page.") % {"value": value[:50]}


def _order(value: str, request: HttpRequest, model_admin: Any) -> Iterator[str]:
    columns = model_admin.orders(request)
    is_order = _ORDER.fullmatch(value)
    if value and not (is_order and all(abs(int(column)) in columns for column in value.split("."))):
        yield _("“%(value)s” is not an order of this list.") % {"value": value[:50]}


def _to_field(value: str, request: HttpRequest, model_admin: Any) -> Iterator[str]:
    if not CONTROL.search(value) and model_admin.to_field_allowed(request, value):
        return
    yield _("“%(value)s” is not a field that others refer to.") % {"value": value[:50]}


def _switch(value: str, request: HttpRequest, model_admin: Any) -> Iterator[str]:
    if value not in {"", "1", "True"}:
        yield _("“%(value)s” is neither on nor off.") % {"value": value[:50]}


_OWN: dict[str, Callable[[str, HttpRequest, Any], Iterator[str]]] = {
    SEARCH_VAR: _question,
    PAGE_VAR: _page,
    ORDER_VAR: _order,
    TO_FIELD_VAR: _to_field,
    ALL_VAR: _switch,
    IS_POPUP_VAR: _switch,
    IS_FACETS_VAR: _switch,
}
