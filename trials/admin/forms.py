"""The forms of the admin: what they carry along, and what they refuse."""

from django import forms
from django.contrib import admin


class PartForm(forms.ModelForm):
    """A row of a record."""


class RecordForm(PartForm):
    """A record."""


class RecordInline(admin.TabularInline):
    """Rows of a record on its page."""

    form = PartForm
    extra = 0
