"""The study itself."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trials.choices import (
    Allocation,
    Classification,
    Masking,
    Modality,
    NoIdentifierReason,
    Phase,
    PublicationState,
    RecruitmentStatus,
    SampleSizeType,
    Sex,
    StudyType,
)
from trials.models.fields import NewestFirst, PartialDateField, is_country_code, one_of, validate_country
from trials.models.indication import Indication
from trials.models.product import Product, Target
from trials.models.record import Part, Record
from trials.models.source import Source
from trials.models.sponsor import Sponsor


class StudyQuerySet(models.QuerySet["Study"]):
    """Questions to the register's studies."""

    def published(self) -> Self:
        """Studies that the public sees."""
        return self.filter(publication_state=PublicationState.PUBLISHED)

    def withdrawn(self) -> Self:
        """Studies that the public saw once and was told are withdrawn; those that are prepared anew among them."""
        was_public = Q(publication_state=PublicationState.WITHDRAWN) | Q(first_published_at__isnull=False)
        not_public = self.exclude(publication_state=PublicationState.PUBLISHED).exclude(withdrawal_reason_nb="")
        return not_public.filter(was_public)


class Study(Record):
    """A clinical study of CAR-T cells or T-cell engagers in autoimmune disease."""

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    publication_state = models.CharField(
        _("publication state"), max_length=20, choices=PublicationState, default=PublicationState.DRAFT
    )
    acronym = models.CharField(_("acronym"), max_length=100, blank=True)
    public_title = models.CharField(_("public title"), max_length=600)
    scientific_title = models.TextField(_("scientific title"), blank=True)
    summary_nb = models.CharField(_("one line for clinicians (bokmål)"), max_length=300, blank=True)
    summary_nn = models.CharField(_("one line for clinicians (nynorsk)"), max_length=300, blank=True)
    summary_en = models.CharField(_("one line for clinicians (English)"), max_length=300, blank=True)
    study_type = models.CharField(_("study type"), max_length=30, choices=StudyType, blank=True)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase, blank=True)
    allocation = models.CharField(_("allocation"), max_length=20, choices=Allocation, blank=True)
    masking = models.CharField(_("masking"), max_length=20, choices=Masking, blank=True)
    has_control_group = models.BooleanField(_("control group"), null=True, blank=True)

    recruitment_status = models.CharField(_("recruitment status"), max_length=30, choices=RecruitmentStatus)
    status_as_written = models.CharField(_("status as the registry writes it"), max_length=100, blank=True)
    status_as_of = PartialDateField(_("status as of"))
    status_source = models.ForeignKey(
        Source,
        models.SET_NULL,
        verbose_name=_("source of the status"),
        related_name="+",
        null=True,
        blank=True,
    )
    why_stopped = models.TextField(_("why stopped"), blank=True)

    primary_sponsor = models.ForeignKey(
        Sponsor, models.PROTECT, verbose_name=_("sponsor"), related_name="studies", null=True, blank=True
    )
    collaborators = models.ManyToManyField(
        Sponsor, verbose_name=_("collaborators"), related_name="collaborations", blank=True
    )
    products = models.ManyToManyField(Product, verbose_name=_("products"), related_name="studies", blank=True)
    own_targets = models.ManyToManyField(
        Target,
        verbose_name=_("targets, where no product says them"),
        related_name="studies",
        blank=True,
    )
    indications = models.ManyToManyField(Indication, verbose_name=_("diseases"), related_name="studies", blank=True)
    classification = models.CharField(
        _("classification"), max_length=20, choices=Classification, default=Classification.AUTOMATIC
    )

    sex = models.CharField(_("sex"), max_length=10, choices=Sex, blank=True)
    minimum_age_months = models.PositiveSmallIntegerField(_("minimum age"), null=True, blank=True)
    maximum_age_months = models.PositiveSmallIntegerField(_("maximum age"), null=True, blank=True)
    criteria_text = models.TextField(_("eligibility criteria as the registry has them"), blank=True)

    sample_size = models.PositiveIntegerField(_("sample size"), null=True, blank=True)
    sample_size_type = models.CharField(_("sample size is"), max_length=20, choices=SampleSizeType, blank=True)
    start_date = PartialDateField(_("start"))
    primary_completion_date = PartialDateField(_("primary completion"))
    completion_date = PartialDateField(_("completion"))
    last_registry_update = PartialDateField(_("last changed in the registry"))

    follow_up_of = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("long-term follow-up of"),
        related_name="follow_ups",
        null=True,
        blank=True,
    )
    caution_nb = models.TextField(_("caution (bokmål)"), blank=True)
    caution_nn = models.TextField(_("caution (nynorsk)"), blank=True)
    caution_en = models.TextField(_("caution (English)"), blank=True)
    no_identifier_reason = models.CharField(
        _("why the study has no number"),
        max_length=30,
        choices=NoIdentifierReason,
        blank=True,
        help_text=_("Needed for publication when the study is in no registry."),
    )

    first_published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    withdrawal_reason_nb = models.TextField(_("why withdrawn from the register (bokmål)"), blank=True)
    withdrawal_reason_nn = models.TextField(_("why withdrawn from the register (nynorsk)"), blank=True)
    withdrawal_reason_en = models.TextField(_("why withdrawn from the register (English)"), blank=True)

    objects = StudyQuerySet.as_manager()

    found_by = (
        "slug",
        "acronym",
        "public_title",
        "scientific_title",
        "summary_nb",
        "summary_nn",
    )

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        permissions = [("publish_study", "Can publish and withdraw studies")]
        indexes = [
            models.Index(fields=["publication_state", "recruitment_status"], name="study_by_state_and_status"),
            # The orders of a list of half a million, by itself and within what its filters leave; by the first of them
            # an import asks whether another study has the same title.
            models.Index(fields=["public_title", "id"], name="studies_by_title"),
            models.Index(fields=["status_as_of", "id"], name="studies_by_status_date"),
            NewestFirst(date="changed_at", name="studies_newest_first"),
            *(
                NewestFirst(date="changed_at", same=[name], name=f"studies_newest_{short}")
                for name, short in (
                    ("publication_state", "of_a_state"),
                    ("recruitment_status", "of_a_status"),
                    ("classification", "classified"),
                )
            ),
        ]
        constraints = [
            one_of("publication_state", PublicationState, "study_publication_state_is_a_known_word"),
            one_of("study_type", StudyType, "study_type_is_a_known_word", or_blank=True),
            one_of("phase", Phase, "study_phase_is_a_known_word", or_blank=True),
            one_of("allocation", Allocation, "study_allocation_is_a_known_word", or_blank=True),
            one_of("masking", Masking, "study_masking_is_a_known_word", or_blank=True),
            one_of("recruitment_status", RecruitmentStatus, "study_recruitment_status_is_a_known_word"),
            one_of("classification", Classification, "study_classification_is_a_known_word"),
            one_of("sex", Sex, "study_sex_is_a_known_word", or_blank=True),
            one_of("sample_size_type", SampleSizeType, "study_sample_size_type_is_a_known_word", or_blank=True),
            one_of(
                "no_identifier_reason", NoIdentifierReason, "study_no_identifier_reason_is_a_known_word", or_blank=True
            ),
            models.CheckConstraint(
                condition=Q(minimum_age_months__isnull=True)
                | Q(maximum_age_months__isnull=True)
                | Q(minimum_age_months__lte=F("maximum_age_months")),
                name="study_minimum_age_is_at_most_its_maximum_age",
                violation_error_message=_("The minimum age is above the maximum age."),
            ),
            models.CheckConstraint(
                condition=~Q(publication_state=PublicationState.WITHDRAWN, withdrawal_reason_nb=""),
                name="study_withdrawn_from_the_register_says_why",
                violation_error_message=_("A study withdrawn from the register needs a reason, which its page shows."),
            ),
            models.CheckConstraint(
                condition=Q(follow_up_of__isnull=True) | ~Q(follow_up_of=F("pk")),
                name="study_is_not_its_own_follow_up",
                violation_error_message=_("A study cannot be its own follow-up."),
            ),
        ]

    # What history keeps of the links; each version of the study with the things it was linked to.
    _history_m2m_fields = [collaborators, products, own_targets, indications]

    def __str__(self) -> str:
        return self.acronym or self.public_title

    @property
    def has_fixed_address(self) -> bool:
        """Whether others may have kept the address of the study's page, so that it stays as it is."""
        public = {PublicationState.PUBLISHED, PublicationState.WITHDRAWN}
        return self.first_published_at is not None or self.publication_state in public


class StudyModality(Part):
    """A modality that a study itself states, where no product says it."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="own_modalities")
    modality = models.CharField(_("modality"), max_length=40, choices=Modality)

    class Meta:
        verbose_name = _("modality of the study")
        verbose_name_plural = _("modalities of the study")
        constraints = [
            one_of("modality", Modality, "study_modality_is_a_known_word"),
            models.UniqueConstraint(fields=["study", "modality"], name="study_states_a_modality_once"),
        ]

    def __str__(self) -> str:
        return str(Modality(self.modality).label)


class StudyCountry(Part):
    """A country that a study takes place in, with the status the registry gives for that country."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="countries")
    country = models.CharField(_("country"), max_length=2, validators=[validate_country])
    status = models.CharField(_("status in the country"), max_length=30, choices=RecruitmentStatus, blank=True)
    status_as_written = models.CharField(_("status as the registry writes it"), max_length=100, blank=True)
    status_source = models.ForeignKey(
        Source,
        models.SET_NULL,
        verbose_name=_("source of the status"),
        related_name="+",
        null=True,
        blank=True,
    )
    decision_date = PartialDateField(_("decision"))

    class Meta:
        verbose_name = _("country of the study")
        verbose_name_plural = _("countries of the study")
        constraints = [
            is_country_code("country", "study_country_is_a_country"),
            one_of("status", RecruitmentStatus, "study_country_status_is_a_known_word", or_blank=True),
            models.UniqueConstraint(fields=["study", "country"], name="study_names_a_country_once"),
        ]
        indexes = [models.Index(fields=["country", "study"], name="studies_of_a_country")]

    def __str__(self) -> str:
        return self.country
