"""Filters of the list of people."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trials.admin.roles import Role


class _PeopleFilter(admin.SimpleListFilter):
    """People by one of some words; nobody for a word that is none of them."""

    words: list[tuple[str, Any]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The words."""
        return self.words

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """The people under the chosen word; all when none is chosen."""
        word = self.value()
        if word is None:
            return queryset
        return queryset.filter(self.of(word)) if word in dict(self.words) else queryset.none()

    def of(self, word: str) -> Q:
        """Who stands under the word."""
        raise NotImplementedError


class RoleFilter(_PeopleFilter):
    title = _("role")
    parameter_name = "role"
    words = [*Role.choices, ("superuser", _("Superuser")), ("none", _("No role"))]

    def of(self, word: str) -> Q:
        """Who has the role."""
        if word == "superuser":
            return Q(is_superuser=True)
        if word == "none":
            return Q(is_superuser=False) & ~Q(pk__in=User.objects.filter(groups__name__in=Role.values).values("pk"))
        return Q(pk__in=User.objects.filter(groups__name=word).values("pk"))


class StateFilter(_PeopleFilter):
    title = _("state")
    parameter_name = "state"
    words = [("active", _("Can sign in")), ("deactivated", _("Deactivated"))]

    def of(self, word: str) -> Q:
        """Who may sign in, or no longer."""
        return Q(is_active=True, is_staff=True) if word == "active" else Q(is_active=False)
