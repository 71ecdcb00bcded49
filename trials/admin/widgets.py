"""Fields that ask the database once for a whole page."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trials.admin.labels import label, language
from trials.ages import OLDEST_YEARS, age_text, typed_age
from trials.models import Source
from trials.places import COUNTRY_CODES, country_name, nearest_first, search_names
from trials.text import fold

# Of a primary key; what is longer fits no database.
MOST_DIGITS = 18


def is_key(text: object) -> bool:
    """Whether a text that was sent can be a primary key."""
    return str(text).isascii() and str(text).isdigit() and len(str(text)) <= MOST_DIGITS


class KnowsThings(forms.ModelChoiceField):
    """A choice among rows that labels what was fetched with the page, and asks only for what was not."""

    known: dict[str, Model]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {}

    def __deepcopy__(self, memo: Any) -> Any:
        copy = super().__deepcopy__(memo)
        copy.known = dict(self.known)
        return copy

    def label_from_instance(self, obj: Any) -> str:
        """What tells the thing apart."""
        return label(obj)

    def know(self, *things: Model) -> None:
        """Take things for known."""
        self.known |= {str(thing.pk): thing for thing in things}

    def _rows(self) -> QuerySet[Any]:
        rows: Any = self.queryset
        return rows  # type: ignore[no-any-return]

    def named(self, keys: set[str]) -> list[Model]:
        """The things with these primary keys; one query if any is not known yet."""
        if unknown := [key for key in keys - self.known.keys() if is_key(key)]:
            self.know(*self._rows().filter(pk__in=unknown))
        return [self.known[key] for key in sorted(keys, key=len) if key in self.known]


class KnownChoiceField(KnowsThings):
    """One thing."""

    def to_python(self, value: Any) -> Any:
        """The thing; ValidationError when it is none, or none that may be chosen."""
        if value in self.empty_values:
            return None
        found = self.named({str(getattr(value, "pk", value))})
        if not found:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found[0]


class OwnSourceField(KnownChoiceField):
    """One of the sources of the study at hand, which its form names by `own_sources_only`."""

    default_error_messages = {"invalid_choice": _("Choose one of the study's own sources. Save a new one first.")}


def own_sources_only(field: Any, sources: list[Source]) -> None:
    """Let the field choose among these sources, and no others."""
    field.queryset = Source.objects.none()
    field.known = {}
    field.know(*sources)
    field.choices = [("", "---------"), *((str(source.pk), label(source)) for source in sources)]


class Knowing(forms.BaseModelForm):
    """A form whose fields know the things that were fetched with its record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fetched = self.instance._state.fields_cache
        for name, field in self.fields.items():
            if isinstance(field, KnowsThings) and isinstance(fetched.get(name), Model):
                field.know(fetched[name])


class KnownChoicesField(KnowsThings, forms.ModelMultipleChoiceField):
    """Several things."""

    def _check_values(self, value: Any) -> Any:
        if wrong := [one for one in value if not is_key(one)]:
            raise ValidationError(
                self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": str(wrong[0])[:20]}
            )
        return super()._check_values(value)  # type: ignore[misc]


class _Chosen:
    """Where choices are looked up, and the chosen ones labelled without asking again."""

    field: Any
    admin_site: Any
    choices: Any

    def get_url(self) -> str:
        """The address that answers; of the row's own model where the other has none of ours."""
        other = self.field.remote_field.model._meta
        of = other if other.app_label == "trials" else self.field.model._meta
        return reverse(f"{self.admin_site.name}:{of.app_label}_{of.model_name}_choices")

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        """The chosen things alone, as options."""
        widget: Any = self
        field = self.choices.field
        chosen = {str(one) for one in value if str(one) not in field.empty_values}
        options = [] if widget.is_required or widget.allow_multiple_selected else [("", "")]
        options += sorted(((str(thing.pk), label(thing)) for thing in field.named(chosen)), key=lambda one: one[1])
        return [
            (
                None,
                [widget.create_option(name, key, text, key in chosen, at) for at, (key, text) in enumerate(options)],
                0,
            )
        ]


class Autocomplete(_Chosen, AutocompleteSelect):  # type: ignore[misc]
    """One thing of many, looked up as one types."""


class AutocompleteSeveral(_Chosen, AutocompleteSelectMultiple):  # type: ignore[misc]
    """Several things of many, looked up as one types."""


class CountryField(forms.CharField):
    """A country by its name in any of our languages, or by its code; the code."""

    default_error_messages = {
        "country": _("“%(value)s” is no country known here. Write its name or its two-letter code: Norway, or NO."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"max_length": 60})

    def prepare_value(self, value: Any) -> Any:
        """The name, of a code."""
        return country_name(value, language()) if value in COUNTRY_CODES else value

    def to_python(self, value: Any) -> str:
        """The code; ValidationError for what names no country."""
        written = str(super().to_python(value) or "")
        code = code_of(written)
        if written and not code:
            raise ValidationError(self.error_messages["country"], code="country", params={"value": written[:40]})
        return code


class AgeField(forms.CharField):
    """An age in years or months, written and shown as words; in months."""

    default_error_messages = {
        "age": _("Write years or months, up to %(oldest)d years. Examples: 18 years, 6 months."),
    }

    def prepare_value(self, value: Any) -> Any:
        """The words, of months."""
        return age_text(value, language()) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """The months, None for nothing written; ValidationError for what is no age."""
        written = str(super().to_python(value) or "")
        try:
            return typed_age(written) if written else None
        except ValueError:
            raise ValidationError(self.error_messages["age"], code="age", params={"oldest": OLDEST_YEARS}) from None


def code_of(country: str) -> str:
    """The ISO code of a country by its code or name in any of our languages; empty when it is none."""
    if country.upper() in COUNTRY_CODES:
        return country.upper()
    named = fold(country)
    return next((code for code in sorted(COUNTRY_CODES) if named in map(fold, search_names(code))), "")


def countries() -> list[tuple[str, str]]:
    """Every country's code and name, nearest first."""
    return [(code, country_name(code, language())) for code in nearest_first(COUNTRY_CODES, language())]
