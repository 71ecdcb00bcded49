"""The orders of a list of studies. Every order ends in the primary key, so that it is the same each time."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sort(TextChoices):
    """The orders a list can have: newest, latest phase and largest first; studies that state nothing come last."""

    NEAR = "near", _("Nearest open first")
    UPDATED = "updated", _("Last changed")
    START = "start", _("Start date")
    PHASE = "phase", _("Phase")
    SIZE = "size", _("Size")
    RELEVANCE = "relevance", _("Relevance")
