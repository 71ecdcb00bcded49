"""What every part of the register knows of itself: its version, and all that was ever changed in it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trials.models.fields import FoldedField

# Columns that nobody seeks a former version by. Each index of them was as much to write as one of the register itself.
_NOT_SOUGHT = ["changed_at", "follow_up_of", "primary_sponsor", "status_source", "verified_by"]


class Versioned(models.Model):
    """A row that people edit: its version goes up with every change, so that nobody overwrites what they never saw.

    `history` holds each version with who, when and why. Rows written past `save()` are put there by whoever writes.
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    history: Any

    class Meta:
        abstract = True


class Part(Versioned):
    """A row that is edited on the page of the record it belongs to."""

    history = HistoricalRecords(
        inherit=True, no_db_index=_NOT_SOUGHT, history_change_reason_field=models.TextField(null=True)
    )

    class Meta:
        abstract = True


class Record(Versioned):
    """A row with a page of its own in the admin; `folded` is what a search looks in (`trials.text.fold`)."""

    changed_at = models.DateTimeField(_("last changed"), null=True, editable=False, db_index=True)
    folded = FoldedField(editable=False, default="")

    history = HistoricalRecords(
        inherit=True,
        no_db_index=_NOT_SOUGHT,
        excluded_fields=["folded"],
        history_change_reason_field=models.TextField(null=True),
    )

    # The fields whose words a search finds the record by.
    found_by: tuple[str, ...] = ()

    class Meta:
        abstract = True
