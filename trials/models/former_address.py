"""Where things stood before they were merged."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.models.product import Product
from trials.models.site import Site
from trials.models.sponsor import Sponsor

KINDS = ("sponsor", "site", "product")


def _is_only(kind: str) -> Q:
    return Q(kind=kind, **{f"{other}__isnull": other != kind for other in KINDS})


class FormerAddress(models.Model):
    """The address of a sponsor, study site or product that was merged into another, to which it leads from then on."""

    kind = models.CharField(_("kind"), max_length=20)
    slug = models.SlugField(_("address"), max_length=200)
    sponsor = models.ForeignKey(Sponsor, models.CASCADE, related_name="former_addresses", null=True)
    site = models.ForeignKey(Site, models.CASCADE, related_name="former_addresses", null=True)
    product = models.ForeignKey(Product, models.CASCADE, related_name="former_addresses", null=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="former_address_leads_to_one_thing"),
            models.CheckConstraint(
                condition=_is_only("sponsor") | _is_only("site") | _is_only("product"),
                name="former_address_is_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def thing(self) -> Any:
        """What the address leads to now."""
        return getattr(self, self.kind)
