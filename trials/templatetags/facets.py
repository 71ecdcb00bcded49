"""The choices of a facet. A list has hundreds: a template would take longer for them than for the rest of the page."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from trials.localised import Localised
from trials.query.facets import Facet, Option
from trials.templatetags.register import marked, unbroken

register = template.Library()


@register.simple_tag
def boxes(facet: Facet) -> SafeString:
    """The choices that stand open, each a box to tick, with its count."""
    return _joined(_box(facet.name, place, option) for place, option in enumerate(facet.shown, start=1))


@register.simple_tag
def in_select(options: Iterable[Option]) -> SafeString:
    """Choices inside a select, each with its count, indented as deep as it stands in a tree."""
    return _joined(f"{_choice(option.value, option.label, option.depth)} ({option.count})</option>" for option in options)


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("\n".join(parts))  # noqa: S308 - counts are numbers, and all else was escaped when it was kept


def _box(name: str, place: int, option: Option) -> str:
    box, label = _box_and_label(name, place, option.value, option.label)
    zero, checked = "" if option.count else " data-zero", " checked" if option.is_chosen else ""
    return f'<div class="opt"{zero}>{box}{checked}>{label} <span class="count">{option.count}</span></label></div>'


# What stays the same whatever is asked is made once; labels are in the reader's language, so that it need not be told.
@lru_cache(maxsize=5_000)
def _box_and_label(name: str, place: int, value: str, label: Localised) -> tuple[str, str]:
    box = '<input class="ds-input" type="checkbox" id="{}-{}" name="{}" value="{}"'
    return (
        format_html(box, name, place, name, value),
        format_html('<label for="{}-{}"><span>{}</span>', name, place, unbroken(marked(label))),
    )


@lru_cache(maxsize=20_000)
def _choice(value: str, label: Localised, depth: int) -> str:
    language = format_html(' lang="{}"', label.foreign) if label.foreign else ""
    return format_html('<option value="{}"{}>{}{}', value, language, "– " * depth, label)
