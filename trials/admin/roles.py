"""The three roles of those who edit, and what they may do; migrations 0005 and 0014 give each group its permissions."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trials.choices import PublicationState
from trials.models import Study


class Role(models.TextChoices):
    """A group of people, by its name; each may do what the one before it may, and more; a coordinator at own sites."""

    COORDINATOR = "coordinator", _("Coordinator")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


MAY = {
    Role.COORDINATOR: _("edits the study sites of their own hospitals, with contacts and notes, and reads the rest"),
    Role.EDITOR: _("edits everything, reviews, publishes and withdraws studies, merges duplicates and deletes"),
    Role.ADMINISTRATOR: _("also adds people, gives them roles and deactivates their accounts"),
}


class DraftsDeletedByAll(admin.ModelAdmin):
    """Who may delete studies, deletes drafts; one that was ever public goes only with the right to publish."""

    def has_delete_permission(self, request: HttpRequest, obj: Study | None = None) -> bool:
        """Whether the person may delete this study, or, without one, studies at all."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or is_mere_draft(obj) or request.user.has_perm("trials.publish_study")


def is_mere_draft(study: Study) -> bool:
    """Whether the study is a draft that the public never saw."""
    return study.publication_state == PublicationState.DRAFT and study.first_published_at is None
