"""What is given: targets, and the products that are directed at them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trials.choices import Modality
from trials.models.fields import one_of, text_list
from trials.models.record import Record
from trials.models.sponsor import Sponsor


class Target(Record):
    """The antigen that a product is directed at, such as CD19."""

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    description_nb = models.TextField(_("description (bokmål)"), blank=True)
    description_nn = models.TextField(_("description (nynorsk)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)

    found_by = (
        "slug",
        "name",
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")

    def __str__(self) -> str:
        return self.name


class Product(Record):
    """A cell product or antibody under study; an unnamed product stands under its sponsor's name."""

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=300)
    aliases = text_list(_("other names and codes"))
    modality = models.CharField(_("modality"), max_length=40, choices=Modality, blank=True)
    targets = models.ManyToManyField(Target, verbose_name=_("targets"), related_name="products", blank=True)
    developer = models.ForeignKey(
        Sponsor, models.PROTECT, verbose_name=_("developer"), related_name="products", null=True, blank=True
    )

    found_by = (
        "slug",
        "name",
        "aliases",
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        permissions = [("merge_product", "Can merge products")]
        constraints = [one_of("modality", Modality, "product_modality_is_a_known_word", or_blank=True)]

    _history_m2m_fields = [targets]

    def __str__(self) -> str:
        return self.name
