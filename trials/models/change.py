"""What changed in a study, what a registry would change, and what a person decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.choices import Cause, Decision, Registry
from trials.models.fields import Json, PartialDateField, one_of, validate_country
from trials.models.registry import RegistryRecord
from trials.models.site import Site
from trials.models.study import Study


def _once(name: str, *more: str, condition: Q) -> list[models.BaseConstraint]:
    """A fact stands once. Two constraints, since no site is not equal to no site on either engine."""
    fields = ["study", "field", "country", *more]
    return [
        models.UniqueConstraint(fields=fields, condition=condition & Q(site__isnull=True), name=name),
        models.UniqueConstraint(
            fields=[*fields, "site"], condition=condition & Q(site__isnull=False), name=f"{name}_at_a_site"
        ),
    ]


class OfAField(models.Model):
    """Something about one fact of a study: a field of it, or its status in a country or at a study site.

    Values are JSON, as `query.facts` has them: a code, a text, a number, a partial date as text.
    """

    study = models.ForeignKey(Study, models.CASCADE, verbose_name=_("study"), related_name="%(class)ss")
    field = models.CharField(_("field"), max_length=40)
    country = models.CharField(
        _("country (ISO code)"), max_length=2, blank=True, default="", validators=[validate_country]
    )
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name=_("study site"), related_name="+", null=True, blank=True
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.field} {self.country}{self.site_id or ''}".strip()

    @property
    def key(self) -> tuple[str, str, int | None]:
        """Which fact it is about: the field, its country and its site (primary key)."""
        return self.field, self.country, self.site_id


class ProposedChange(OfAField):
    """What a registry says of a study where a person decided otherwise, until a person decides again.

    A registry that changes its mind before that changes the row; one that comes back to what we have removes it.
    """

    registry = models.CharField(_("registry"), max_length=10, choices=Registry)
    record = models.ForeignKey(RegistryRecord, models.PROTECT, verbose_name=_("record"), related_name="+")
    ours = Json(_("ours"), null=True)
    theirs = Json(_("theirs"), null=True)
    as_of = PartialDateField(_("as of"))
    since = models.DateTimeField(_("since"))
    decision = models.CharField(_("decision"), max_length=20, choices=Decision, default=Decision.PENDING)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            one_of("decision", Decision, "proposed_change_decision_is_a_known_word"),
            one_of("registry", Registry, "proposed_change_registry_is_a_known_word"),
            *_once("a_registry_proposes_one_change_of_a_fact", "registry", condition=Q(decision=Decision.PENDING)),
            models.CheckConstraint(
                condition=Q(decision=Decision.PENDING, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision=Decision.PENDING) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="a_decided_change_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.KEPT_OURS, reason=""),
                name="keeping_ours_has_a_reason",
                violation_error_message=_("Say why our value stays."),
            ),
        ]
        indexes = [models.Index(fields=["decision", "since"], name="proposed_changes_by_age")]


class DecidedField(OfAField):
    """A fact of a study that a person decided: no import writes over it until it is handed back to the registry."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decided field")
        verbose_name_plural = _("decided fields")
        constraints = _once("a_fact_is_decided_once", condition=Q())


class StudyChange(OfAField):
    """A change of a study that was made, by a registry or by a person, with what was there before."""

    before = Json(_("before"), null=True)
    after = Json(_("after"), null=True)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    registry = models.CharField(_("registry"), max_length=10, choices=Registry, blank=True, default="")
    record = models.ForeignKey(
        RegistryRecord, models.PROTECT, verbose_name=_("record"), related_name="+", null=True, blank=True
    )
    as_of = PartialDateField(_("as of"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("change of a study")
        verbose_name_plural = _("changes of studies")
        constraints = [
            one_of("cause", Cause, "study_change_cause_is_a_known_word"),
            one_of("registry", Registry, "study_change_registry_is_a_known_word", or_blank=True),
            models.CheckConstraint(
                condition=Q(cause=Cause.PERSON, registry="", record__isnull=True)
                | (Q(cause=Cause.REGISTRY) & ~Q(registry="")),
                name="study_change_of_a_registry_names_it",
            ),
        ]
        indexes = [
            models.Index(fields=["-at", "study"], name="study_changes_newest_first"),
            models.Index(fields=["study", "-at"], name="study_changes_of_a_study"),
        ]
