"""Diseases, as a tree."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from trials.choices import IndicationGroup
from trials.models.fields import one_of, text_list
from trials.models.record import Record


class Indication(Record):
    """A disease that a study is about; choosing a wider disease finds the narrower ones."""

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("wider disease"),
        related_name="children",
        null=True,
        blank=True,
    )
    name_nb = models.CharField(_("name (bokmål)"), max_length=200)
    name_nn = models.CharField(_("name (nynorsk)"), max_length=200, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=200)
    synonyms_nb = text_list(_("synonyms (Norwegian)"))
    synonyms_en = text_list(_("synonyms (English)"))
    icd10 = text_list(_("ICD-10 codes"))
    mesh = models.CharField(_("MeSH"), max_length=20, blank=True)
    snomed = models.CharField(_("SNOMED CT"), max_length=20, blank=True)
    orpha = models.CharField(_("ORPHA"), max_length=20, blank=True)
    group = models.CharField(_("group"), max_length=30, choices=IndicationGroup)
    is_rheumatic = models.BooleanField(_("rheumatic disease"))

    found_by = (
        "slug",
        "name_nb",
        "name_nn",
        "name_en",
        "synonyms_nb",
        "synonyms_en",
        "icd10",
        "mesh",
        "orpha",
    )

    class Meta:
        verbose_name = _("disease")
        verbose_name_plural = _("diseases")
        constraints = [
            one_of("group", IndicationGroup, "indication_group_is_a_known_word"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("pk")), name="indication_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name_nb

    def clean(self) -> None:
        """The tree leads from every disease to a widest one, never round in a circle."""
        wider, step = set(), self.parent
        while step and step.pk not in wider:
            wider.add(step.pk)
            step = step.parent
        if self.pk in wider:
            raise ValidationError({"parent": _("A disease cannot stand under itself or under a narrower one.")})
