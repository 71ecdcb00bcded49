"""The forms of the admin: what they carry along, and what they refuse."""

import copy
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.widgets import HiddenInput, TextInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trials.text import has_identity_number

# The hidden field with the version that a form was filled from.
SEEN = "seen"
REASON = "reason"
LONGEST_REASON = 500

# What an address asks with for an empty row in each table.
EMPTY_ROWS = "rows"


class CarriedAlong(forms.Field):
    """A field that goes with a form and is no change of the record."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never: what the form says of itself changes nothing."""
        return False


class SeenField(CarriedAlong, forms.IntegerField):
    """The version of the row that a form was filled from; absent for a row that is new."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=HiddenInput, min_value=0, max_value=2**31 - 1)


class ReasonField(CarriedAlong, forms.CharField):
    """Why something is changed, for the history."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(
            label=_("Why"),
            required=required,
            max_length=LONGEST_REASON,
            widget=TextInput(attrs={"class": "vTextField"}),
            help_text=_("Kept in the history with your name and the time. For example: phoned the study nurse."),
        )


class RefuseIdentityNumbers(forms.BaseForm):
    """Text that holds a Norwegian identity number is refused: nothing here is about a patient."""

    def clean(self) -> dict[str, Any] | None:
        """The values; an error at each field whose text holds an identity number."""
        values = super().clean()
        for name, value in list(self.cleaned_data.items()):
            texts = value if isinstance(value, list) else [value]
            if any(isinstance(text, str) and has_identity_number(text) for text in texts):
                self.add_error(name, identity_number_found())
        return values


def identity_number_found() -> ValidationError:
    """What a person is told who typed an identity number."""
    return ValidationError(
        _("This holds a Norwegian identity number. Remove it: nothing about a patient may stand here."),
        code="identity_number",
    )


class PartForm(RefuseIdentityNumbers, forms.ModelForm):
    """A row of a record: it knows the version that the person saw."""

    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault(SEEN, self.instance.version)


class ListFormSet(forms.BaseModelFormSet):
    """Rows that are edited in a list, with one reason for all of them."""

    def clean(self) -> None:
        """ValidationError for a reason that may not be kept."""
        super().clean()
        reason = ReasonField().clean(self.data.get(REASON, ""))
        if has_identity_number(reason):
            raise identity_number_found()


class RecordForm(PartForm):
    """A record, and why it is changed; `refusals` are found outside the form, and keep it from being saved."""

    reason = ReasonField()

    refusals: tuple[ValidationError, ...] = ()

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        # What is typed is written into a copy: the page's heading names the record as it stands in the register.
        super().__init__(*args, instance=copy.copy(instance), **kwargs)

    def clean(self) -> dict[str, Any] | None:
        """The values; the refusals as errors of the whole."""
        values = super().clean()
        for refusal in self.refusals:
            self.add_error(None, refusal)
        return values


class RecordInline(admin.TabularInline):
    """Rows of a record on its page."""

    form = PartForm
    extra = 0

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """One empty row where the address asks for it: without script, none can be added otherwise."""
        return 1 if request.GET.get(EMPTY_ROWS) == "1" else self.extra

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The fields declared, and the version that the person saw."""
        fields = [name for name in super().get_fields(request, obj) if name != SEEN]
        may_write = self.has_change_permission(request, obj) or self.has_add_permission(request, obj)
        return [*fields, SEEN] if may_write else fields
