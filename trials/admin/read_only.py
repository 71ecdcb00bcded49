"""The admin of what no person writes: a list, and a page of each row to read."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern

from trials.admin.lists import ListMixin


class ReadOnlyAdmin(ListMixin):
    """A list, and a page of each row; no other address, and nobody may change anything."""

    change_list_template = "admin/trials/read_only_list.html"
    change_form_template = "admin/trials/read_only.html"
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """The list and the page of a row."""
        names = {f"{self.opts.app_label}_{self.opts.model_name}_{page}" for page in ("changelist", "change")}
        return [pattern for pattern in super().get_urls() if pattern.name in names]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
