"""Where studies are done."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.choices import CoordinatesFrom, HealthRegion
from trials.models.fields import one_of, text_list, validate_country
from trials.models.record import Record
from trials.places import COUNTRY_CODES


class Site(Record):
    """A hospital where studies are done, or a city when the registry does not name the hospital."""

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=300)
    name_nb = models.CharField(_("name (Norwegian)"), max_length=300, blank=True)
    is_undisclosed = models.BooleanField(
        _("hospital not named"), default=False, help_text=_("The registry names the city, not the hospital.")
    )
    city = models.CharField(_("city"), max_length=100)
    country = models.CharField(_("country"), max_length=2, validators=[validate_country])
    health_region = models.CharField(_("health region"), max_length=20, choices=HealthRegion, blank=True)
    latitude = models.FloatField(_("latitude (degrees)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude (degrees)"), null=True, blank=True)
    coordinates_from = models.CharField(
        _("coordinates from"), max_length=20, choices=CoordinatesFrom, blank=True, default=""
    )
    aliases = text_list(_("other names"))

    found_by = (
        "slug",
        "name_nb",
        "name_en",
        "aliases",
        "city",
    )

    class Meta:
        verbose_name = _("study site")
        verbose_name_plural = _("study sites")
        permissions = [("merge_site", "Can merge study sites")]
        indexes = [models.Index(fields=["country", "city", "name_en", "id"], name="sites_by_place")]
        constraints = [
            one_of("country", sorted(COUNTRY_CODES), "site_country_is_a_country"),
            one_of("health_region", HealthRegion, "site_health_region_is_a_known_word", or_blank=True),
            one_of("coordinates_from", CoordinatesFrom, "site_coordinates_from_is_a_known_word", or_blank=True),
            models.CheckConstraint(
                condition=(Q(country="NO") & ~Q(health_region="")) | (~Q(country="NO") & Q(health_region="")),
                name="norwegian_sites_and_no_others_have_a_health_region",
                violation_error_message=_("A Norwegian site needs a health region; a site elsewhere has none."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # Without IS NOT NULL, half a pair makes the condition unknown, and a CHECK lets the unknown pass.
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="site_coordinates_are_on_earth_or_absent",
                violation_error_message=_("Write both latitude and longitude, in degrees, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_nb or self.name_en}, {self.city}"
