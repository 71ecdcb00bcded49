"""How the parameters about place and time are read: where the asker is, and since when."""

import datetime
import re
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from trials.query.asker import Asker, UnknownPlace, find_asker

FIRST_YEAR, LAST_YEAR = 2000, 2100
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class AskerField(forms.CharField):
    """A health region, a hospital or a country, by code, address or name; an Asker, or None."""

    def clean(self, value: Any) -> Asker | None:
        """The place; ValidationError that names what is not known, and what is written like it."""
        text = super().clean(value)
        try:
            return find_asker(text) if text else None
        except UnknownPlace as unknown:
            names = ", ".join(f"“{name}”" for name in unknown.suggestions)
            told = (
                _("“%(value)s” is not one place known here. Is it %(names)s?")
                if names
                else _("“%(value)s” is not a place known here. Write a health region, a hospital or a country.")
            )
            raise ValidationError(told, params={"value": text, "names": names}) from unknown


class AskerFilter(django_filters.Filter):
    """A filter by where the asker is."""

    field_class = AskerField


class DayField(forms.Field):
    """A day, written like 2026-11-03."""

    def to_python(self, value: Any) -> datetime.date | None:
        """The day; ValidationError that names what is none."""
        if not value:
            return None
        try:
            day = datetime.date.fromisoformat(value) if _DAY.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                _("“%(value)s” is not a date from %(first)d to %(last)d, written like 2026-11-03."),
                params={"value": value[:50], "first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return day


class DayFilter(django_filters.Filter):
    """A filter by a day."""

    field_class = DayField
