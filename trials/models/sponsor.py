"""Who is responsible for a study."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trials.choices import SponsorType
from trials.models.fields import one_of, text_list, validate_country
from trials.models.record import Record
from trials.places import COUNTRY_CODES


class Sponsor(Record):
    """The organisation, or in some registries the person, legally responsible for a study."""

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=300)
    aliases = text_list(_("other names"))
    sponsor_type = models.CharField(_("sponsor type"), max_length=30, choices=SponsorType, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[validate_country])

    found_by = (
        "slug",
        "name",
        "aliases",
    )

    class Meta:
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsors")
        permissions = [("merge_sponsor", "Can merge sponsors")]
        indexes = [models.Index(fields=["name", "id"], name="sponsors_by_name")]
        constraints = [
            one_of("sponsor_type", SponsorType, "sponsor_type_is_a_known_word", or_blank=True),
            one_of("country", sorted(COUNTRY_CODES), "sponsor_country_is_a_country", or_blank=True),
        ]

    def __str__(self) -> str:
        return self.name
