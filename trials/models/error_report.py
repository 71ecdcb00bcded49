"""Readers who saw something wrong."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.choices import ReportState
from trials.models.fields import one_of
from trials.models.study import Study


class ErrorReport(models.Model):
    """What a reader says is wrong on a page; it holds nothing of who reported it."""

    receipt = models.CharField(_("receipt number"), max_length=12, unique=True)
    page = models.CharField(_("page"), max_length=300)
    field = models.CharField(_("fact"), max_length=100, blank=True)
    text = models.TextField(_("what is wrong"), max_length=2000)
    language = models.CharField(_("language"), max_length=2)
    study = models.ForeignKey(
        Study, models.SET_NULL, verbose_name=_("study"), related_name="error_reports", null=True, blank=True
    )
    reported_at = models.DateTimeField(_("reported"))
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.NEW)
    outcome = models.TextField(_("what was done"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("closed by"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        indexes = [models.Index(fields=["state", "reported_at", "id"], name="error_reports_by_age")]
        constraints = [
            one_of("state", ReportState, "report_state_is_a_known_word"),
            models.CheckConstraint(
                condition=Q(state=ReportState.NEW, closed_at__isnull=True, closed_by__isnull=True)
                | ~Q(state=ReportState.NEW) & Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="a_closed_report_is_signed_and_says_what_was_done",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class ReportAttempt(models.Model):
    """That a report was sent lately, and from which network by a digest that nobody can read back.

    Kept for an hour, to be counted: a report tells nothing of who sent it.
    """

    network = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("error report that was sent lately")
        verbose_name_plural = _("error reports that were sent lately")

    def __str__(self) -> str:
        return str(self.pk)
