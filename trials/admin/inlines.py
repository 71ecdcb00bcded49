"""Parts of a record, edited on its page."""

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from trials.admin.forms import RecordInline
from trials.models import (
    Contact,
    Outcome,
    SafetyResult,
    Source,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
)


class NumbersOfAStudy(BaseInlineFormSet):
    """The numbers of one study as they are sent together."""

    def clean(self) -> None:
        """ValidationError when one number stands twice: neither row is in the database yet, where each looks."""
        super().clean()
        sent = [form.instance for form in self.forms if not getattr(form, "cleaned_data", {}).get("DELETE")]
        numbers = [(number.scheme, number.match_key) for number in sent if number.match_key]
        if len(set(numbers)) < len(numbers):
            raise ValidationError(_("The same number stands twice."))


class IdentifierInline(RecordInline):
    model = StudyIdentifier
    formset = NumbersOfAStudy


class ModalityInline(RecordInline):
    model = StudyModality


class CountryInline(RecordInline):
    model = StudyCountry
    raw_id_fields = ("status_source",)


class StudySiteInline(RecordInline):
    model = StudySite
    fields = ("site", "status", "status_as_of", "status_source")
    autocomplete_fields = ("site",)
    raw_id_fields = ("status_source",)


class SourceInline(RecordInline):
    """The sources of a study, a product or a publication."""

    model = Source
    fields = ("label", "url", "kind", "as_of", "read_date")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class OutcomeInline(RecordInline):
    model = Outcome


class SafetyResultInline(RecordInline):
    model = SafetyResult


class ContactInline(RecordInline):
    model = Contact
