"""What a browser sends back for a form: read, compared and written anew, row by row."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.widgets import CheckboxInput, MultiWidget
from django.http import QueryDict

# The values of one row by the name of the input, without the form's prefix; a field may send several.
Values = dict[str, list[str]]


def inputs_of(form: forms.BaseForm, name: str) -> list[str]:
    """The names of the inputs that a field of the form is sent by."""
    widget = bare(form.fields[name].widget)
    return [name + suffix for suffix in widget.widgets_names] if _has_parts(widget) else [name]


def sent_by_field(form: forms.BaseForm, name: str) -> Values:
    """What a browser sends for a field that nobody touched."""
    field = form.fields[name]
    value = field.prepare_value(form.get_initial_for_field(field, name))
    widget = bare(field.widget)
    if _has_parts(widget):
        parts = value if isinstance(value, list | tuple) else widget.decompress(value) or ()
        return {
            name + suffix: _as_sent(part, part_value)
            for suffix, part, part_value in zip(widget.widgets_names, widget.widgets, parts, strict=True)
        }
    return {name: _as_sent(widget, value)}


def same(one: list[str], other: list[str]) -> bool:
    """Whether two submissions of a field say the same; line ends and order of choices aside."""
    return sorted(map(_plain, one)) == sorted(map(_plain, other))


def rows_sent(data: QueryDict, prefix: str) -> list[Values]:
    """The rows of a formset as they were sent, in order."""
    total = _number(data.get(f"{prefix}-TOTAL_FORMS"))
    rows: list[Values] = [{} for _ in range(total)]
    start = f"{prefix}-"
    for key in data:
        number, _dash, name = key.removeprefix(start).partition("-")
        if key.startswith(start) and name and number.isdecimal() and int(number) < total:
            rows[int(number)][name] = data.getlist(key)
    return rows


def write_rows(data: QueryDict, prefix: str, existing: Iterable[Values], new: Iterable[Values]) -> None:
    """Put a formset's rows into `data` in place of those that were sent, the ones in the database first."""
    for key in [key for key in data if key.startswith(f"{prefix}-") and key.split("-")[1].isdecimal()]:
        del data[key]
    existing, new = list(existing), list(new)
    for number, row in enumerate([*existing, *new]):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-INITIAL_FORMS"] = str(len(existing))
    data[f"{prefix}-TOTAL_FORMS"] = str(len(existing) + len(new))


def in_words(form: forms.BaseForm, name: str, values: Values) -> str:
    """The values of a field as a person reads them; empty for none."""
    field = form.fields[name]
    sent = [value for key in inputs_of(form, name) for value in values.get(key, []) if value]
    if isinstance(field, forms.ModelChoiceField):
        key = field.to_field_name or "pk"
        keys = [value for value in sent if value.isdecimal()] if key == "pk" else sent
        return ", ".join(map(str, field.queryset.filter(**{f"{key}__in": keys}))) if keys and field.queryset else ""
    choices = {str(value): str(label) for value, label in getattr(bare(field.widget), "choices", ())}
    return ", ".join(choices.get(value, value) for value in sent)


def _has_parts(widget: Any) -> bool:
    return isinstance(widget, MultiWidget)


def _as_sent(widget: Any, value: Any) -> list[str]:
    if isinstance(widget, CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    formatted = widget.format_value(value)
    if formatted is None:
        return [] if getattr(widget, "allow_multiple_selected", False) else [""]
    texts = formatted if isinstance(formatted, list) else [formatted]
    return [str(text) for text in texts]


def bare(widget: Any) -> Any:
    """The widget itself, without the admin's wrapper of links around it."""
    return getattr(widget, "widget", widget)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _number(text: str | None) -> int:
    return min(int(text), 5000) if text and text.isdecimal() else 0
