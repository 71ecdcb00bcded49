"""The kinds of filters of the admin's lists: fixed answers, a code, yes or no, one thing.

A filter has a fixed set of answers, or the primary key of a thing; any other value is a fault of the question, which
`parameters` tells. Parameters by code are called as Django calls its own, `phase__exact`, so that links hold.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trials.admin.labels import choosable, label
from trials.admin.widgets import is_key

NOBODY = Q(pk__in=[])

Answers = list[tuple[str, Any]]


class Filter(admin.SimpleListFilter):
    """A question with fixed answers, each a condition on the rows."""

    def lookups(self, request: HttpRequest, model_admin: object) -> Answers:
        """The answers: what stands in the address, and what is read."""
        return [(code, text) for code, (text, _condition) in self.answers().items()]

    def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
        """By what stands in the address: what is read, and the condition."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the chosen answer holds for; all when none is chosen."""
        value = self.value()
        if value is None:
            return queryset
        _text, condition = self.answers().get(value, ("", lambda: NOBODY))
        return queryset.filter(condition())


def by_code(path: str, choices: Any, title: Any, *, or_none: bool = False) -> type[Filter]:
    """A filter by the codes of a vocabulary in a column; also by none, which is the value NONE."""

    class CodeFilter(Filter):
        parameter_name = f"{path}__exact"

        def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
            """The vocabulary."""
            stated = {code: (text, lambda code=code: Q(**{path: code})) for code, text in choices if code}
            none: dict[str, Any] = {"NONE": (_("Not stated"), lambda: Q(**{path: ""}))} if or_none else {}
            return stated | none

    CodeFilter.title = title
    return CodeFilter


def yes_or_no(name: str, title: Any, condition: Callable[[], Q]) -> type[Filter]:
    """A filter by whether a condition holds."""

    class YesNoFilter(Filter):
        parameter_name = name

        def answers(self) -> dict[str, tuple[Any, Callable[[], Q]]]:
            """Yes, and no."""
            return {"yes": (_("Yes"), condition), "no": (_("No"), lambda: ~condition())}

    YesNoFilter.title = title
    return YesNoFilter


def of_thing(path: str, model: type[Model], title: Any) -> type[admin.SimpleListFilter]:
    """A filter by one thing, that links from elsewhere lead to; beside the list only while it is chosen."""

    class ThingFilter(admin.SimpleListFilter):
        parameter_name = f"{path}__id__exact"

        @staticmethod
        def accepts(value: str) -> bool:
            """Whether it can be a primary key."""
            return is_key(value)

        def lookups(self, request: HttpRequest, model_admin: object) -> Answers:
            """The thing that is chosen."""
            value = self.value()
            if value is None:
                return []
            return [(str(thing.pk), label(thing)) for thing in choosable(model).filter(pk=value)]

        def has_output(self) -> bool:
            """While a thing is chosen, even one that is no more: then no row is of it."""
            return self.value() is not None

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            """The rows of the thing."""
            value = self.value()
            if value is None:
                return queryset
            field = queryset.model._meta.get_field(path)
            if not field.many_to_many:
                return queryset.filter(**{path: value})
            # A join would show a row as often as it is linked, and count so.
            own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
            linked = field.remote_field.through._default_manager.filter(**{other: value})
            return queryset.filter(pk__in=linked.values(own))

    ThingFilter.title = title
    return ThingFilter
