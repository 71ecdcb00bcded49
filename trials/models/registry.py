"""What the registries sent: each run, each document as it came, and each study as a registry has it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trials.choices import Registry, RunOutcome, Scope
from trials.models.fields import CompressedField, Json, one_of
from trials.models.study import Study


class RegistryRun(models.Model):
    """One time that a registry, or a file of its records, was read: what was asked, what came, how it ended."""

    registry = models.CharField(_("registry"), max_length=10, choices=Registry)
    asked = models.TextField(_("asked"))
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=RunOutcome, default=RunOutcome.RUNNING)
    told = models.TextField(_("what was told"), blank=True)
    data_of = models.CharField(_("data of"), max_length=40, blank=True)
    is_complete = models.BooleanField(
        _("whole"), default=False, help_text=_("Whether the registry itself was asked for all that is ours.")
    )
    received = models.PositiveIntegerField(_("received"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("could not be read"), default=0)

    class Meta:
        verbose_name = _("run of an import")
        verbose_name_plural = _("runs of imports")
        indexes = [models.Index(fields=["registry", "-started_at"], name="runs_of_a_registry")]
        constraints = [
            one_of("registry", Registry, "registry_run_registry_is_a_known_word"),
            one_of("outcome", RunOutcome, "registry_run_outcome_is_a_known_word"),
            models.CheckConstraint(
                condition=Q(outcome=RunOutcome.RUNNING) | Q(finished_at__isnull=False),
                name="a_run_that_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{Registry(self.registry).label}, {timezone.localtime(self.started_at):%Y-%m-%d %H:%M}"


class RegistryRecord(models.Model):
    """A document as a registry sent it: never changed, one for each distinct content, kept even when it cannot be read.

    It is tried again each time that it comes; its `problem` goes when the program has learned to read it.

    `content_hash` is that of the document without what changes daily though nothing new is said
    (`actions.ingest.content`).
    """

    registry = models.CharField(_("registry"), max_length=10, choices=Registry)
    registry_id = models.CharField(_("number"), max_length=100, blank=True)
    content_hash = models.CharField(max_length=32)
    body = CompressedField(_("document"))
    received_at = models.DateTimeField(_("received"))
    problem = models.TextField(_("why it could not be read"), blank=True)

    class Meta:
        verbose_name = _("registry record")
        verbose_name_plural = _("registry records")
        constraints = [
            one_of("registry", Registry, "registry_record_registry_is_a_known_word"),
            models.UniqueConstraint(fields=["content_hash", "registry"], name="registry_record_is_one_for_a_content"),
        ]
        # Documents stand in the rows: a list reads none of them but those that it shows.
        indexes = [
            models.Index(fields=["registry", "registry_id"], name="records_of_a_number"),
            models.Index(fields=["received_at", "id"], name="records_by_day"),
            models.Index(fields=["id"], condition=~Q(problem=""), name="records_not_read"),
        ]

    def __str__(self) -> str:
        return f"{self.registry_id or '?'}, {self.received_at:%Y-%m-%d}"


class RegistryEntry(models.Model):
    """A study as one registry has it now, and what it is to us: ours, not ours, or for a person to say.

    `record` is what the registry says now, `facts` what that says in our words (`query.facts`): so that two
    registries can be compared, and the next document with this one, without reading either again.
    """

    registry = models.CharField(_("registry"), max_length=10, choices=Registry)
    registry_id = models.CharField(_("number"), max_length=100)
    record = models.ForeignKey(RegistryRecord, models.PROTECT, verbose_name=_("record"), related_name="entries")
    facts = Json(_("what it says"), default=dict)
    as_of = models.CharField(_("as of"), max_length=10, blank=True)
    study = models.ForeignKey(
        Study, models.PROTECT, verbose_name=_("study"), related_name="registry_entries", null=True, blank=True
    )
    scope = models.CharField(_("is it ours"), max_length=10, choices=Scope)
    because = Json(_("because"), default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    unnamed = models.PositiveIntegerField(_("names that we do not know"), default=0, editable=False)
    first_seen_at = models.DateTimeField(_("first seen"))
    changed_at = models.DateTimeField(_("last changed"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("study in a registry")
        verbose_name_plural = _("studies in registries")
        constraints = [
            one_of("registry", Registry, "registry_entry_registry_is_a_known_word"),
            one_of("scope", Scope, "registry_entry_scope_is_a_known_word"),
            models.UniqueConstraint(fields=["registry", "registry_id"], name="a_registry_has_a_number_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_decision_on_scope_is_signed",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-changed_at"], name="entries_by_scope"),
            models.Index(fields=["first_seen_at"], condition=Q(unnamed__gt=0), name="entries_with_unknown_names"),
        ]

    def __str__(self) -> str:
        return self.registry_id


class SameStudy(models.Model):
    """Whether a registry's record is of a study that we have: asked of an editor, since no number says so."""

    entry = models.ForeignKey(RegistryEntry, models.CASCADE, related_name="candidates")
    study = models.ForeignKey(Study, models.CASCADE, verbose_name=_("study"), related_name="same_study_questions")
    because = models.CharField(_("because"), max_length=300)
    is_same = models.BooleanField(_("the same study"), null=True)
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("same study?")
        verbose_name_plural = _("same study?")
        constraints = [
            models.UniqueConstraint(fields=["entry", "study"], name="same_study_is_asked_once"),
            models.CheckConstraint(
                condition=Q(is_same__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(is_same__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="an_answer_to_same_study_is_signed",
            ),
        ]
        indexes = [models.Index(F("is_same"), F("asked_at"), name="same_study_by_answer")]

    def __str__(self) -> str:
        return f"{self.entry} = {self.study}?"
