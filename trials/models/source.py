"""Where what we say comes from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.choices import SourceKind
from trials.identifiers import without_number
from trials.models.fields import PartialDateField, one_of
from trials.models.record import Part


class Source(Part):
    """A document that says something about a study, a product or a publication, and as of when."""

    study = models.ForeignKey("Study", models.CASCADE, related_name="sources", null=True, blank=True)
    product = models.ForeignKey("Product", models.CASCADE, related_name="sources", null=True, blank=True)
    publication = models.ForeignKey("Publication", models.CASCADE, related_name="sources", null=True, blank=True)
    label = models.CharField(_("name"), max_length=300)
    url = models.URLField(_("address"), max_length=500, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    as_of = PartialDateField(_("as of"), help_text=_("The date the source speaks for: 2026, 2026-08 or 2026-08-22."))
    read_date = models.DateField(
        _("read"), null=True, blank=True, help_text=_("When we read it, where it carries no date of its own.")
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            one_of("kind", SourceKind, "source_kind_is_a_known_word"),
            models.CheckConstraint(
                condition=Q(study__isnull=False, product__isnull=True, publication__isnull=True)
                | Q(study__isnull=True, product__isnull=False, publication__isnull=True)
                | Q(study__isnull=True, product__isnull=True, publication__isnull=False),
                name="source_belongs_to_one_thing",
            ),
            # What stands here becomes a link.
            models.CheckConstraint(
                condition=Q(url="") | Q(url__istartswith="https://") | Q(url__istartswith="http://"),
                name="source_address_is_of_the_web",
                violation_error_message=_("The address must begin with https:// or http://."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def short_label(self) -> str:
        """The name without the study's number, which stands beside it already: "ClinicalTrials.gov"."""
        return without_number(self.label)
