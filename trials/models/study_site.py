"""A study at a hospital: the centre of the register."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.choices import ContactRole, RecruitmentStatus, Registry, VerificationMethod, VerifierRole
from trials.models.fields import PartialDateField, one_of
from trials.models.record import Part, Record
from trials.models.site import Site
from trials.models.source import Source
from trials.models.study import Study

ENDED = {RecruitmentStatus.COMPLETED, RecruitmentStatus.TERMINATED, RecruitmentStatus.WITHDRAWN}


class StudySite(Record):
    """A study at one hospital: whether it recruits there, who says so, and what a referrer needs to know."""

    study = models.ForeignKey(Study, models.CASCADE, verbose_name=_("study"), related_name="study_sites")
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("study site"), related_name="study_sites")
    status = models.CharField(_("status at the site"), max_length=30, choices=RecruitmentStatus, blank=True)
    status_as_of = PartialDateField(_("status as of"))
    status_source = models.ForeignKey(
        Source,
        models.SET_NULL,
        verbose_name=_("source of the status"),
        related_name="+",
        null=True,
        blank=True,
    )
    expected_open_date = PartialDateField(_("expected to open"))
    pause_reason = models.CharField(_("reason for the pause"), max_length=300, blank=True)
    principal_investigator = models.CharField(_("local principal investigator"), max_length=200, blank=True)
    takes_external_referrals = models.BooleanField(_("takes referrals from other hospitals"), null=True, blank=True)
    takes_foreign_referrals = models.BooleanField(_("takes patients from abroad"), null=True, blank=True)
    is_travel_covered = models.BooleanField(_("travel is covered"), null=True, blank=True)
    reply_days = models.PositiveSmallIntegerField(_("pledged time to reply (days)"), null=True, blank=True)
    note_nb = models.TextField(_("note (bokmål)"), blank=True)
    note_nn = models.TextField(_("note (nynorsk)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    verified_at = models.DateTimeField(_("confirmed by the site"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("confirmation entered by"),
        null=True,
        blank=True,
    )
    verification_method = models.CharField(_("confirmed how"), max_length=20, choices=VerificationMethod, blank=True)
    verified_role = models.CharField(_("confirmed by whom"), max_length=30, choices=VerifierRole, blank=True)
    who_may_refer_nb = models.CharField(_("who may refer (bokmål)"), max_length=300, blank=True)
    who_may_refer_nn = models.CharField(_("who may refer (nynorsk)"), max_length=300, blank=True)
    who_may_refer_en = models.CharField(_("who may refer (English)"), max_length=300, blank=True)
    attach_nb = models.TextField(_("what to attach (bokmål)"), blank=True, help_text=_("One a line."))
    attach_nn = models.TextField(_("what to attach (nynorsk)"), blank=True, help_text=_("One a line."))
    attach_en = models.TextField(_("what to attach (English)"), blank=True, help_text=_("One a line."))

    found_by = ("principal_investigator",)

    class Meta:
        verbose_name = _("site of the study")
        verbose_name_plural = _("sites of the study")
        # The orders that a list of half a million can be asked for.
        indexes = [
            models.Index(fields=["status_as_of", "study", "id"], name="study_sites_by_status_date"),
            models.Index(fields=["verified_at", "study", "id"], name="study_sites_by_confirmation"),
        ]
        constraints = [
            one_of("status", RecruitmentStatus, "study_site_status_is_a_known_word", or_blank=True),
            one_of(
                "verification_method",
                VerificationMethod,
                "study_site_verification_method_is_a_known_word",
                or_blank=True,
            ),
            one_of("verified_role", VerifierRole, "study_site_verified_role_is_a_known_word", or_blank=True),
            models.UniqueConstraint(fields=["study", "site"], name="study_names_a_site_once"),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True, verification_method="")
                | (Q(verified_at__isnull=False, verified_by__isnull=False) & ~Q(verification_method="")),
                name="a_confirmation_is_signed_with_who_when_and_how",
                violation_error_message=_("A confirmation needs its date, who entered it, and how the site confirmed."),
            ),
            models.CheckConstraint(
                condition=Q(verified_role="") | Q(verified_at__isnull=False),
                name="who_confirmed_is_told_of_a_confirmation",
                violation_error_message=_("Who confirmed is told together with when it was confirmed."),
            ),
            # A registry may suspend a site without a reason; a pause that the site itself confirms has one.
            models.CheckConstraint(
                condition=~Q(status=RecruitmentStatus.SUSPENDED, verified_at__isnull=False, pause_reason=""),
                name="a_confirmed_pause_has_a_reason",
                violation_error_message=_("A pause needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study} – {self.site}"

    def clean(self) -> None:
        """A site cannot recruit inside a study that has ended (rule 2 of the register)."""
        study = getattr(self, "study", None)  # a form may be sent without one
        if study and self.status == RecruitmentStatus.RECRUITING and study.recruitment_status in ENDED:
            raise ValidationError(
                {
                    "status": _(
                        "The study has ended, so no site of it can be recruiting. Choose another status for the site, "
                        "or correct that of the study."
                    )
                }
            )


class Reachable(models.Model):
    """Whom to reach; a role mailbox before a person, and public only where that is allowed."""

    role = models.CharField(_("role"), max_length=30, choices=ContactRole)
    name = models.CharField(_("name or role mailbox"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    registry = models.CharField(
        _("as published by"),
        max_length=10,
        choices=Registry,
        blank=True,
        default="",
        help_text=_("Follows the registry until a person changes or removes it."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or str(ContactRole(self.role).label)


def _reachable(name: str) -> list[models.BaseConstraint]:
    """The constraints of a kind of contact called `name`."""
    return [
        one_of("role", ContactRole, f"{name}_role_is_a_known_word"),
        one_of("registry", Registry, f"{name}_registry_is_a_known_word", or_blank=True),
        models.CheckConstraint(
            condition=~Q(phone="", email=""),
            name=f"{name}_can_be_reached",
            violation_error_message=_("A contact needs a phone number or an e-mail address."),
        ),
    ]


class Contact(Reachable, Part):
    """Whom to reach at a study site."""

    study_site = models.ForeignKey(StudySite, models.CASCADE, related_name="contacts")

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = _reachable("contact")


class StudyContact(Reachable, Part):
    """Whom to ask about a study as a whole, wherever it is done: the contact for public queries (WHO 7 and 8)."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="contacts")

    class Meta:
        verbose_name = _("contact of the study")
        verbose_name_plural = _("contacts of the study")
        constraints = _reachable("study_contact")
