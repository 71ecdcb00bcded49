"""The answers that a field gives as one types: things with enough beside their names to tell them apart."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from trials.admin.labels import choosable, label
from trials.query.responsibility import sites_of


class Choices(AutocompleteJsonView):
    """What a field of ours offers for the words typed, twenty at a time."""

    source_field: Any
    term: str
    model_admin: Any

    def process_request(self, request: HttpRequest) -> Any:
        """The words, and where to look; only for fields of the register itself."""
        asked = super().process_request(request)
        if asked[2].model._meta.app_label != "trials":
            raise PermissionDenied
        return asked

    def has_perm(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who may edit what the things are chosen for, and see them; a coordinator chooses none of them."""
        source = self.source_field.model._meta
        may_edit = request.user.has_perm(f"{source.app_label}.change_{source.model_name}")
        names_colleagues = self.source_field.remote_field.model is User
        return may_edit and sites_of(request.user) is None and (names_colleagues or super().has_perm(request, obj))

    def get_queryset(self) -> QuerySet[Any]:
        """The things that the words find; all for no words."""
        rows = choosable(self.source_field.remote_field.model)
        if rows.model is User:
            return _colleagues(rows, self.term)
        found, _has_doubles = self.model_admin.get_search_results(self.request, rows, self.term)
        return found.order_by(*self.model_admin.get_ordering(self.request))  # type: ignore[no-any-return]

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """The thing's key, and what tells it apart."""
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}


def _colleagues(people: QuerySet[Any], words: str) -> QuerySet[Any]:
    for word in words.split()[:8]:
        named = Q(username__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
        people = people.filter(named)
    return people.order_by("username")
