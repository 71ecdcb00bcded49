"""The choices of a facet as HTML. A list has hundreds: a template would take longer for them than for all the rest."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext

from trials.query.facets import Choice, Facet, Option
from trials.templatetags.register import marked, unbroken

register = template.Library()


@register.simple_tag
def facet_panel(facet: Facet) -> SafeString:
    """A facet with its choices; one of the long tail stands folded until something in it is chosen."""
    inside = choices(facet)
    if not facet.is_long_tail:
        return format_html('<fieldset class="facet">\n<legend>{}</legend>\n{}\n</fieldset>', facet.legend, inside)
    number = facet.chosen
    told = ngettext("%(n)s chosen", "%(n)s chosen", number) % {"n": number}
    return format_html(
        '<details class="facet"{}>\n<summary>{}{}</summary>\n<fieldset>\n'
        '<legend class="ds-sr-only">{}</legend>\n{}\n</fieldset>\n</details>',
        " open" if number else "",
        facet.legend,
        format_html(' <span class="n">{}</span>', told) if number else "",
        facet.legend,
        inside,
    )


def choices(facet: Facet) -> SafeString:
    """The choices of a facet with their counts: boxes to tick, and the others in a select."""
    boxes = [_box(facet.name, place, option) for place, option in enumerate(facet.shown, start=1)]
    others = _others(facet) if facet.more else ""
    return mark_safe("\n".join([*boxes, others]))  # noqa: S308 - counts are numbers; all else was escaped where it is made


@register.simple_tag
def suggested(names: Iterable[str]) -> SafeString:
    """The names that a box suggests."""
    return mark_safe("".join(map(_suggestion, names)))  # noqa: S308 - each was escaped where it is made


def _box(name: str, place: int, option: Option) -> str:
    choice, count, is_chosen = option
    box, label = _box_and_label(name, place, choice)
    zero, checked = "" if count else " data-zero", " checked" if is_chosen else ""
    return f'<div class="opt"{zero}>{box}{checked}>{label} <span class="count">{count}</span></label></div>'


def _others(facet: Facet) -> str:
    head = _head_of_others(facet.name, _("%(name)s: the others") % {"name": facet.legend}, _more(len(facet.more)))
    lines = [f"{_choice(choice)} ({count})</option>" for choice, count, _is_chosen in facet.more]
    return "\n".join([head, *lines, "</select></div>"])


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
def _box_and_label(name: str, place: int, choice: Choice) -> tuple[str, str]:
    box = '<input class="ds-input" type="checkbox" id="{}-{}" name="{}" value="{}"'
    return (
        format_html(box, name, place, name, choice.value),
        format_html('<label for="{}-{}"><span>{}</span>', name, place, unbroken(marked(choice.label))),
    )


@lru_cache(maxsize=5_000)
def _suggestion(name: str) -> str:
    return f'<option value="{escape(name)}"></option>'


@lru_cache(maxsize=20_000)
def _choice(choice: Choice) -> str:
    label = choice.label
    language = format_html(' lang="{}"', label.foreign) if label.foreign else ""
    return format_html('<option value="{}"{}>{}{}', choice.value, language, "– " * choice.depth, label.text)
