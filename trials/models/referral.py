"""What gets a patient refused, as its source says it: criteria of a study, and treatment to be stopped before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.choices import CriterionKind, CriterionTheme, DrugClass, WashoutAnchor
from trials.models.fields import one_of
from trials.models.record import Part, Record
from trials.models.source import Source
from trials.models.study import Study


class EligibilityCriterion(Part):
    """One criterion to look at before a referral, in our words, with the words of the source that it rests on.

    A person reads the source and writes it; no program does.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="criteria")
    kind = models.CharField(_("kind"), max_length=20, choices=CriterionKind)
    theme = models.CharField(_("theme"), max_length=30, choices=CriterionTheme)
    text_nb = models.CharField(_("in one line (bokmål)"), max_length=300)
    text_nn = models.CharField(_("in one line (nynorsk)"), max_length=300, blank=True)
    text_en = models.CharField(_("in one line (English)"), max_length=300)
    quote = models.TextField(_("the source's own words"))
    source = models.ForeignKey(Source, models.RESTRICT, verbose_name=_("source"), related_name="criteria")

    class Meta:
        verbose_name = _("criterion to check")
        verbose_name_plural = _("criteria to check")
        constraints = [
            one_of("kind", CriterionKind, "criterion_kind_is_a_known_word"),
            one_of("theme", CriterionTheme, "criterion_theme_is_a_known_word"),
            models.CheckConstraint(
                condition=~Q(quote=""),
                name="criterion_rests_on_a_quote",
                violation_error_message=_("Write the source's own words that the criterion rests on."),
            ),
        ]

    def __str__(self) -> str:
        return self.text_nb


class Washout(models.Model):
    """How many days before a point in the treatment a class of drugs must be stopped, at the least."""

    drug_class = models.CharField(_("drug class"), max_length=40, choices=DrugClass)
    minimum_days = models.PositiveSmallIntegerField(_("days without it, at least"))
    anchor = models.CharField(_("counted to"), max_length=20, choices=WashoutAnchor)
    quote = models.TextField(_("the source's own words"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{DrugClass(self.drug_class).label}: {self.minimum_days}"


class WashoutRule(Washout, Part):
    """A washout that the study itself demands."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="washouts")
    source = models.ForeignKey(Source, models.RESTRICT, verbose_name=_("source"), related_name="washouts")

    class Meta:
        verbose_name = _("washout of the study")
        verbose_name_plural = _("washouts of the study")
        constraints = [
            one_of("drug_class", DrugClass, "washout_drug_class_is_a_known_word"),
            one_of("anchor", WashoutAnchor, "washout_anchor_is_a_known_word"),
            models.UniqueConstraint(fields=["study", "drug_class", "anchor"], name="study_states_a_washout_once"),
        ]


class WashoutGuidance(Washout, Record):
    """General guidance on a washout, for studies that have not stated one of their own; always shown as general."""

    citation = models.CharField(_("citation"), max_length=500)
    url = models.URLField(_("address"), max_length=500)
    read_date = models.DateField(_("read"))

    found_by = ("drug_class", "citation")

    class Meta:
        verbose_name = _("general washout guidance")
        verbose_name_plural = _("general washout guidance")
        constraints = [
            one_of("drug_class", DrugClass, "guidance_drug_class_is_a_known_word"),
            one_of("anchor", WashoutAnchor, "guidance_anchor_is_a_known_word"),
            models.UniqueConstraint(fields=["drug_class", "anchor", "url"], name="guidance_states_a_washout_once"),
            # What stands here becomes a link.
            models.CheckConstraint(
                condition=Q(url__istartswith="https://") | Q(url__istartswith="http://"),
                name="guidance_address_is_of_the_web",
                violation_error_message=_("The address must begin with https:// or http://."),
            ),
        ]
