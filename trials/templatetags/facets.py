"""The choices of a facet as HTML. A list has hundreds: a template would take longer for them than for all the rest."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext

from trials.localised import Localised
from trials.query.facets import Facet, Option
from trials.templatetags.register import marked, unbroken

register = template.Library()


@register.simple_tag
def choices(facet: Facet) -> SafeString:
    """The choices of a facet with their counts: boxes to tick, and the others in a select."""
    boxes = [_box(facet.name, place, option) for place, option in enumerate(facet.shown, start=1)]
    others = _others(facet) if facet.more else ""
    return mark_safe("\n".join([*boxes, others]))  # noqa: S308 - counts are numbers; all else was escaped where it is made


def _box(name: str, place: int, option: Option) -> str:
    box, label = _box_and_label(name, place, option.value, option.label)
    zero, checked = "" if option.count else " data-zero", " checked" if option.is_chosen else ""
    return f'<div class="opt"{zero}>{box}{checked}>{label} <span class="count">{option.count}</span></label></div>'


def _others(facet: Facet) -> str:
    lines = [_head_of_others(facet.name, _("%(name)s: the others") % {"name": facet.legend}, _more(len(facet.more)))]
    for option in facet.more:
        label = option.label
        lines.append(f"{_choice(option.value, label.text, label.foreign, option.depth)} ({option.count})</option>")
    return "\n".join([*lines, "</select></div>"])


def _more(number: int) -> str:
    return ngettext("%(n)s more", "%(n)s more", number) % {"n": number}


def _head_of_others(name: str, label: str, first: str) -> str:
    return format_html(
        '<div class="ds-field"><label class="ds-label ds-sr-only" for="{0}-more">{1}</label>'
        '<select class="ds-input" id="{0}-more" name="{0}"><option value="">{2}</option>',
        name,
        label,
        first,
    )


# What stays the same whatever is asked is made once.
@lru_cache(maxsize=5_000)
def _box_and_label(name: str, place: int, value: str, label: Localised) -> tuple[str, str]:
    box = '<input class="ds-input" type="checkbox" id="{}-{}" name="{}" value="{}"'
    return (
        format_html(box, name, place, name, value),
        format_html('<label for="{}-{}"><span>{}</span>', name, place, unbroken(marked(label))),
    )


@lru_cache(maxsize=20_000)
def _choice(value: str, label: str, foreign: str, depth: int) -> str:
    language = format_html(' lang="{}"', foreign) if foreign else ""
    return format_html('<option value="{}"{}>{}{}', value, language, "– " * depth, label)
