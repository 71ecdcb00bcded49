"""A study's numbers."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from trials.choices import IdentifierScheme
from trials.identifiers import InvalidIdentifier, match_key, normalise
from trials.models.fields import one_of
from trials.models.record import Part
from trials.models.study import Study


class StudyIdentifier(Part):
    """A number under which a study is known in a registry, or to its sponsor.

    `value` is the number as that registry writes it; `match_key` is what makes it unique, so that one number in two
    writings, or one EU trial under two resubmission suffixes, is one number.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("registry"), max_length=20, choices=IdentifierScheme)
    value = models.CharField(_("number"), max_length=100)
    match_key = models.CharField(max_length=100, editable=False)

    class Meta:
        verbose_name = _("number of the study")
        verbose_name_plural = _("numbers of the study")
        constraints = [
            one_of("scheme", IdentifierScheme, "study_identifier_scheme_is_a_known_word"),
            models.CheckConstraint(condition=~models.Q(match_key=""), name="identifier_has_its_match_key"),
            models.UniqueConstraint(fields=["scheme", "match_key"], name="a_registry_number_belongs_to_one_study"),
        ]
        indexes = [models.Index(fields=["match_key"], name="identifier_by_match_key")]

    def __str__(self) -> str:
        return self.value

    def clean(self) -> None:
        """Write the number as its registry does, whatever the writing it came in; ValidationError if it is none."""
        try:
            self.value = normalise(self.scheme, self.value)
        except InvalidIdentifier as error:
            raise ValidationError({"value": str(error)}) from error
        self.match_key = match_key(self.scheme, self.value)
        twin = StudyIdentifier.objects.filter(scheme=self.scheme, match_key=self.match_key).exclude(pk=self.pk)
        if twin.exists():
            raise ValidationError({"value": ValidationError(_("Another study has this number."), code="taken")})
