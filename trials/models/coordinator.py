"""Who looks after which study sites, and how they are reminded."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from trials.models.fields import one_of
from trials.models.site import Site

LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]


class SiteCoordinator(models.Model):
    """A person who answers for what stands of the studies at a hospital."""

    site = models.ForeignKey(Site, models.CASCADE, verbose_name=_("study site"), related_name="coordinators")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="coordinated_sites"
    )

    class Meta:
        verbose_name = _("coordinator of a study site")
        verbose_name_plural = _("coordinators of study sites")
        constraints = [models.UniqueConstraint(fields=["site", "user"], name="coordinator_belongs_to_a_site_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.site}"


class Reminding(models.Model):
    """In which language a person is written to, and when they last were."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminding")
    language = models.CharField(_("language of e-mails"), max_length=2, choices=LANGUAGES, default="nb")
    reminded_at = models.DateTimeField(_("last reminded"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminders to a person")
        verbose_name_plural = _("reminders to people")
        constraints = [one_of("language", ["nb", "nn", "en"], "reminder_language_is_one_of_ours")]

    def __str__(self) -> str:
        return str(self.user)
