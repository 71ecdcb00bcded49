"""The register as a Django application, and Django's admin as the register has it."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class TrialsConfig(AppConfig):
    """Clinical studies of CAR-T and T-cell engagers in autoimmune disease."""

    name = "trials"
    verbose_name = _("The register")
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        """Let Django know our checks."""
        import_module("trials.management.checks")


class RegisterAdminConfig(admin_apps.AdminConfig):
    """Django's admin with a site of our own."""

    default_site = "trials.admin.site.RegisterAdminSite"
    default = False

    def ready(self) -> None:
        """Import our declarations before Django looks for any.

        They and the site are in one package: asked for first, the site would come in through them, a second time.
        """
        import_module("trials.admin")
        super().ready()
