"""Parts of a record, edited on its page."""

from typing import Any

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Field
from django.http import HttpRequest

from trials.admin import rules
from trials.admin.fields import FieldsMixin
from trials.admin.forms import RecordInline
from trials.admin.rows import NumberForm, NumbersOfAStudy, RowForm, Rows, SitesOfAStudy, StudySiteForm
from trials.admin.source_rows import SourcesOfARecord
from trials.admin.widgets import countries
from trials.models import (
    Contact,
    Outcome,
    SafetyResult,
    Source,
    StudyContact,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
)


class PartInline(FieldsMixin, RecordInline):
    """Rows of a record on its page, read together."""

    form = RowForm
    formset = Rows
    writes_countries = True
    # Whether the rows stand above the fields of the record; else they stand below.
    comes_first = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may add rows, and may edit the record that they belong to."""
        return super().has_add_permission(request, obj) and self._may_edit_record(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may change rows, and may edit the record that they belong to."""
        return super().has_change_permission(request, obj) and self._may_edit_record(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may delete rows, and may edit the record that they belong to."""
        return super().has_delete_permission(request, obj) and self._may_edit_record(request, obj)

    def _may_edit_record(self, request: HttpRequest, record: Any) -> bool:
        of_record: Any = self.admin_site.get_model_admin(self.parent_model)
        if record is None or record.pk is None:
            return bool(of_record.has_add_permission(request))
        return bool(of_record.has_change_permission(request, record))

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """The field, without links beside it: there is no room for them in a row."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.widget.choices = field.widget.choices
            field.widget = field.widget.widget
        return field


class IdentifierInline(PartInline):
    model = StudyIdentifier
    form = NumberForm
    formset = NumbersOfAStudy
    comes_first = True
    fields = ("scheme", "value")


class ModalityInline(PartInline):
    model = StudyModality
    fields = ("modality",)


class CountryInline(PartInline):
    model = StudyCountry
    template = "admin/trials/edit_inline/countries.html"
    fields = ("country", "status", "status_as_written", "status_source", "decision_date")

    @property
    def countries(self) -> list[tuple[str, str]]:
        """What is suggested as one writes a country: code and name."""
        return countries()


class SiteRowForm(StudySiteForm):
    """A site of a study in the study's own page."""

    rules = (rules.pause_has_reason, rules.opening_lies_ahead)


class StudySiteInline(PartInline):
    """The nearest sites of the study; the others in a list of their own."""

    model = StudySite
    form = SiteRowForm
    formset = SitesOfAStudy
    template = "admin/trials/edit_inline/sites.html"
    fields = ("site", "status", "status_as_of", "status_source", "expected_open_date", "pause_reason")
    autocomplete_fields = ("site",)
    show_change_link = True


class SourceForm(RowForm):
    """A source."""

    rules = (rules.address_of_the_web,)


class SourceInline(PartInline):
    """The sources of a study, a product or a publication."""

    model = Source
    form = SourceForm
    formset = SourcesOfARecord
    fields = ("label", "url", "kind", "as_of", "read_date")


class OutcomeForm(RowForm):
    """A result, how many of how many."""

    rules = (rules.numerator_within_denominator,)


class OutcomeInline(PartInline):
    model = Outcome
    form = OutcomeForm
    fields = ("measure_nb", "measure_en", "time_point", "numerator", "denominator")


class SafetyResultForm(RowForm):
    """How many had a side effect."""

    rules = (rules.affected_within_treated, rules.severe_within_any_grade)


class SafetyResultInline(PartInline):
    model = SafetyResult
    form = SafetyResultForm
    fields = ("event", "n_treated", "any_grade", *rules.GRADES, "grade_3_or_more")


class ContactForm(RowForm):
    """Whom to reach."""

    rules = (rules.contact_can_be_reached,)

    def clean(self) -> dict[str, Any] | None:
        """What a person changed is no longer as a registry published it."""
        cleaned = super().clean()
        if {"name", "phone", "email"} & set(self.changed_data):
            self.instance.registry = ""
        return cleaned


class ReachableInline(PartInline):
    form = ContactForm
    fields = ("role", "name", "phone", "email", "is_public", "checked_at", "registry")
    readonly_fields = ("registry",)


class ContactInline(ReachableInline):
    model = Contact


class StudyContactInline(ReachableInline):
    model = StudyContact
