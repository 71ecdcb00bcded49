"""How every field of ours is asked for, on a record's page and in a row of it."""

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest

from trials.admin.help_texts import help_text
from trials.admin.labels import choosable
from trials.admin.widgets import (
    AgeField,
    Autocomplete,
    AutocompleteSeveral,
    CountryField,
    KnownChoiceField,
    KnownChoicesField,
    OwnSourceField,
    countries,
)
from trials.models import Source
from trials.models.fields import validate_country


def part(heading: Any, *fields: str) -> tuple[Any, Any]:
    """A part of a form: its heading, and its fields in order."""
    return heading, {"fields": fields}


class FieldsMixin(BaseModelAdmin):
    """Fields with help in words, and with lookups that cost no query a row."""

    # A row among many has no room for a list of all countries: there the name is written.
    writes_countries = False

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """The field, with its help. Beside a thing chosen stand links to it, but none that deletes it."""
        if text := help_text(db_field):
            kwargs.setdefault("help_text", text)
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        if validate_country in db_field.validators:
            return self._country(_said(db_field, kwargs))
        if db_field.name.endswith("_age_months"):
            return AgeField(**_said(db_field, kwargs), widget=forms.TextInput(attrs={"class": "vIntegerField"}))
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if hasattr(getattr(field, "widget", None), "can_delete_related"):
            field.widget.can_delete_related = False
        return field

    def _country(self, said: dict[str, Any]) -> Any:
        if self.writes_countries:
            return CountryField(**said, widget=forms.TextInput(attrs={"list": "countries", "size": 20}))
        return forms.ChoiceField(**said, choices=[("", "---------"), *countries()])

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """One thing: looked up as one types where it is one of many, a source among the study's own."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= {"form_class": KnownChoiceField, "widget": Autocomplete(db_field, self.admin_site)}
            kwargs["queryset"] = choosable(db_field.remote_field.model)
        elif db_field.remote_field.model is Source:
            kwargs |= {"form_class": OwnSourceField, "queryset": Source.objects.none()}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Several things, looked up as one types."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= {"form_class": KnownChoicesField, "widget": AutocompleteSeveral(db_field, self.admin_site)}
            kwargs["queryset"] = choosable(db_field.remote_field.model)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _said(db_field: models.Field, kwargs: dict[str, Any]) -> dict[str, Any]:
    """What a field of a form of ours says of the column."""
    return {
        "label": str(db_field.verbose_name).capitalize(),
        "required": not db_field.blank,
        "help_text": kwargs.get("help_text", ""),
    }
