"""What the catalogue said when it was last loaded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trials.models.fields import Json


class CatalogueEntry(models.Model):
    """A record of the catalogue as last loaded.

    A value in the register that differs from the one here was changed by a person, and loading never overwrites it;
    a record that stands here and not in the register was deleted by a person, and loading never brings it back.
    """

    kind = models.CharField(_("kind"), max_length=20)
    slug = models.SlugField(_("address"), max_length=200)
    values = Json(_("values"))
    loaded_at = models.DateTimeField(_("loaded"))

    class Meta:
        verbose_name = _("catalogue record")
        verbose_name_plural = _("catalogue records")
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="catalogue_names_a_record_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"
