"""A form of the admin as a browser would send it back."""

import re
from xml.etree.ElementTree import Element

from django.http import HttpResponse

from tests.html import parse

# The form of a record, or of rows in a list; not the one that signs out.
IS_EDITED = re.compile("(_|changelist-)form$")

# A field that takes several values has a list.
Fields = dict[str, str | list[str]]


def fields_of(answer: HttpResponse) -> Fields:
    """Every field of the page's form with the value it shows, by name; buttons are left out."""
    page = parse(answer.content)
    (form,) = (form for form in page.findall(".//form") if IS_EDITED.search(form.get("id") or ""))
    values: Fields = {}
    for field in form.iter():
        name = field.get("name")
        if name and "__prefix__" not in name and (value := _value(field)) is not None:
            values[name] = value
    return values


def _value(field: Element) -> str | list[str] | None:
    if field.tag == "textarea":
        # The first line break after the tag is not part of the text.
        return "".join(field.itertext()).removeprefix("\n")
    if field.tag == "select":
        chosen = [option.get("value", "") for option in field.iter("option") if option.get("selected") is not None]
        return chosen if field.get("multiple") is not None else (chosen or [""])[0]
    if field.tag != "input" or field.get("type") in {"submit", "button"}:
        return None
    if field.get("type") == "checkbox":
        return field.get("value", "on") if field.get("checked") is not None else None
    return field.get("value", "")
