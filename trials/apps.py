"""The register as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrialsConfig(AppConfig):
    """Clinical studies of CAR-T and T-cell engagers in autoimmune disease."""

    name = "trials"
    verbose_name = _("The register")
    default_auto_field = "django.db.models.BigAutoField"
