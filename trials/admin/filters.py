"""Filters of the admin's lists: the questions that coordinators ask."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trials.models import Study
from trials.query.completeness import Fact, lacking


class LacksFilter(admin.SimpleListFilter):
    """Studies that lack a fact which publication asks for."""

    title = _("fact missing in the source")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        """The facts that publication asks for, and any of them."""
        return [("ANY", _("Any of these")), *Fact.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Study]) -> QuerySet[Study]:
        """The studies that lack the chosen fact; all when none is chosen."""
        value = self.value() or ""
        if value == "ANY":
            return queryset.filter(lacking(*Fact))
        return queryset.filter(lacking(Fact(value))) if value in Fact.values else queryset
