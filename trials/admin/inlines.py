"""Parts of a record, edited on its page."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

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


class IdentifierInline(admin.TabularInline):
    model = StudyIdentifier
    formset = NumbersOfAStudy
    extra = 0


class ModalityInline(admin.TabularInline):
    model = StudyModality
    extra = 0


class CountryInline(admin.TabularInline):
    model = StudyCountry
    extra = 0
    raw_id_fields = ("status_source",)


class StudySiteInline(admin.TabularInline):
    model = StudySite
    extra = 0
    fields = ("site", "status", "status_as_of", "status_source")
    autocomplete_fields = ("site",)
    raw_id_fields = ("status_source",)


class SourceInline(admin.TabularInline):
    """The sources of a study, a product or a publication."""

    model = Source
    extra = 0
    fields = ("label", "url", "kind", "as_of", "read_date")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class OutcomeInline(admin.TabularInline):
    model = Outcome
    extra = 0


class SafetyResultInline(admin.TabularInline):
    model = SafetyResult
    extra = 0


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 0
