"""How parameters are read: whole numbers, codes of a vocabulary, things of the register; what is none is named."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _, gettext_lazy

from trials.query.former import former_addresses


class WholeNumbersField(forms.Field):
    """Whole numbers within limits, the parameter repeated for several; a list of int."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *args: Any, minimum: int, maximum: int, **kwargs: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        super().__init__(*args, **kwargs)

    def to_python(self, value: list[str] | None) -> list[int]:
        """The numbers, each once; ValidationError that names the first that is none."""
        return list(dict.fromkeys(self._number(text) for text in value or []))

    def _number(self, text: str) -> int:
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(self.maximum))
        if not is_number or not self.minimum <= int(text) <= self.maximum:
            raise ValidationError(
                _("“%(value)s” is not a whole number from %(minimum)d to %(maximum)d."),
                params={"value": text, "minimum": self.minimum, "maximum": self.maximum},
            )
        return int(text)


class WholeNumbersFilter(django_filters.Filter):
    """A filter for whole numbers, such as ages in years."""

    field_class = WholeNumbersField


class CodesField(forms.MultipleChoiceField):
    """Codes of a controlled vocabulary, written exactly so."""

    default_error_messages = {"invalid_choice": gettext_lazy("“%(value)s” is not one of the values.")}

    def to_python(self, value: Any) -> list[str]:
        """The codes, each once."""
        return list(dict.fromkeys(super().to_python(value)))


class CodeField(django_filters.fields.ChoiceField):
    """One code of a controlled vocabulary, written exactly so."""

    default_error_messages = CodesField.default_error_messages


class CodeFilter(django_filters.ChoiceFilter):
    """A parameter with one code as its value."""

    field_class = CodeField


class CodesFilter(django_filters.MultipleChoiceFilter):
    """A filter by codes of a controlled vocabulary."""

    field_class = CodesField


class SlugsField(forms.Field):
    """Things of the register named by the last part of their address; a list of slugs."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *args: Any, model: type[Model], **kwargs: Any) -> None:
        self.model = model
        super().__init__(*args, **kwargs)

    def to_python(self, value: list[str] | None) -> list[str]:
        """The slugs, in the order given, a former one as that of today; ValidationError that names an unknown one."""
        slugs = list(dict.fromkeys(value or []))
        if not slugs:
            return []
        known = set(self.model._default_manager.filter(slug__in=slugs).values_list("slug", flat=True))
        unknown = [slug for slug in slugs if slug not in known]
        former = former_addresses(str(self.model._meta.model_name), unknown) if unknown else {}
        for slug in unknown:
            if slug not in former:
                raise ValidationError(_("“%(value)s” is not known here."), params={"value": slug})
        return list(dict.fromkeys(former.get(slug, slug) for slug in slugs))


class SlugsFilter(django_filters.Filter):
    """A filter by things of the register."""

    field_class = SlugsField
