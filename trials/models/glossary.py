"""Words explained."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trials.models.record import Record


class GlossaryTerm(Record):
    """A word of the field, in plain language."""

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    term_nb = models.CharField(_("term (bokmål)"), max_length=200)
    term_nn = models.CharField(_("term (nynorsk)"), max_length=200, blank=True)
    term_en = models.CharField(_("term (English)"), max_length=200)
    definition_nb = models.TextField(_("definition (bokmål)"))
    definition_nn = models.TextField(_("definition (nynorsk)"), blank=True)
    definition_en = models.TextField(_("definition (English)"))

    found_by = ("slug", "term_nb", "term_nn", "term_en")

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")

    def __str__(self) -> str:
        return self.term_nb
