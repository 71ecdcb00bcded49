"""What has been published: results with their denominators."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from trials.choices import AdverseEvent
from trials.models.fields import one_of
from trials.models.indication import Indication
from trials.models.record import Part, Record
from trials.models.study import Study


class Publication(Record):
    """An article or congress abstract with results of such treatment."""

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    title = models.CharField(_("title"), max_length=600)
    is_title_ours = models.BooleanField(
        _("title is our description"),
        default=False,
        help_text=_("The title of the publication itself was not seen."),
    )
    authors_short = models.CharField(_("authors, short"), max_length=200, blank=True)
    journal = models.CharField(_("journal or congress"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    pmid = models.CharField("PMID", max_length=20, blank=True)
    indications = models.ManyToManyField(
        Indication, verbose_name=_("diseases"), related_name="publications", blank=True
    )
    studies = models.ManyToManyField(Study, verbose_name=_("studies"), related_name="publications", blank=True)
    product_target_note = models.CharField(_("product and target, as described"), max_length=300, blank=True)
    n_treated = models.PositiveIntegerField(_("number treated"), null=True, blank=True)
    follow_up_nb = models.CharField(_("follow-up (bokmål)"), max_length=300, blank=True)
    follow_up_nn = models.CharField(_("follow-up (nynorsk)"), max_length=300, blank=True)
    follow_up_en = models.CharField(_("follow-up (English)"), max_length=300, blank=True)
    findings_nb = models.TextField(_("findings in one sentence (bokmål)"), blank=True)
    findings_nn = models.TextField(_("findings in one sentence (nynorsk)"), blank=True)
    findings_en = models.TextField(_("findings in one sentence (English)"), blank=True)

    found_by = (
        "slug",
        "title",
        "authors_short",
        "journal",
        "doi",
        "pmid",
    )

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    _history_m2m_fields = [indications, studies]

    def __str__(self) -> str:
        return self.title


class Outcome(Part):
    """One result of a publication: how many of how many, at which time point."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="outcomes")
    measure_nb = models.CharField(_("measure (bokmål)"), max_length=300)
    measure_en = models.CharField(_("measure (English)"), max_length=300)
    time_point = models.CharField(_("time point"), max_length=100, blank=True)
    numerator = models.PositiveIntegerField(_("number with the outcome"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("number assessed"), null=True, blank=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) | Q(denominator__isnull=False, numerator__lte=F("denominator")),
                name="outcome_numerator_is_at_most_its_denominator",
                violation_error_message=_("More people with the outcome than were assessed."),
            )
        ]

    def __str__(self) -> str:
        return self.measure_en


class SafetyResult(Part):
    """How many of those treated had a side effect, in any grade and by grade. Empty means not seen, never zero."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="safety_results")
    event = models.CharField(_("side effect"), max_length=20, choices=AdverseEvent)
    n_treated = models.PositiveIntegerField(_("number treated"), null=True, blank=True)
    any_grade = models.PositiveIntegerField(_("any grade"), null=True, blank=True)
    grade_1 = models.PositiveIntegerField(_("grade 1"), null=True, blank=True)
    grade_2 = models.PositiveIntegerField(_("grade 2"), null=True, blank=True)
    grade_3 = models.PositiveIntegerField(_("grade 3"), null=True, blank=True)
    grade_4 = models.PositiveIntegerField(_("grade 4"), null=True, blank=True)
    grade_5 = models.PositiveIntegerField(_("grade 5"), null=True, blank=True)
    grade_3_or_more = models.PositiveIntegerField(_("grade 3 or more"), null=True, blank=True)

    class Meta:
        verbose_name = _("safety result")
        verbose_name_plural = _("safety results")
        constraints = [
            one_of("event", AdverseEvent, "safety_result_event_is_a_known_word"),
            models.UniqueConstraint(fields=["publication", "event"], name="publication_reports_a_side_effect_once"),
            models.CheckConstraint(
                condition=Q(n_treated__isnull=True)
                | (
                    (Q(any_grade__isnull=True) | Q(any_grade__lte=F("n_treated")))
                    & (Q(grade_3_or_more__isnull=True) | Q(grade_3_or_more__lte=F("n_treated")))
                    & Q(
                        n_treated__gte=Coalesce(F("grade_1"), 0)
                        + Coalesce(F("grade_2"), 0)
                        + Coalesce(F("grade_3"), 0)
                        + Coalesce(F("grade_4"), 0)
                        + Coalesce(F("grade_5"), 0)
                    )
                ),
                name="no_more_affected_than_treated",
                violation_error_message=_("More people affected than were treated."),
            ),
            models.CheckConstraint(
                condition=Q(any_grade__isnull=True)
                | Q(grade_3_or_more__isnull=True)
                | Q(grade_3_or_more__lte=F("any_grade")),
                name="severe_is_part_of_any_grade",
                violation_error_message=_("More people with grade 3 or more than with any grade."),
            ),
        ]

    def __str__(self) -> str:
        return str(AdverseEvent(self.event).label)
