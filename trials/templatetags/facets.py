"""The choices of a facet as HTML. A list has hundreds: a template would take longer for them than for all the rest."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from weakref import WeakKeyDictionary

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext

from trials.query.facets import Choice, Facet, Offered, Option, Others
from trials.templatetags.register import marked, unbroken

register = template.Library()


@register.simple_tag
def facet_panel(facet: Facet) -> SafeString:
    """A facet with its choices; one of the long tail stands folded until something in it is chosen."""
    inside, legend = choices(facet), escape(facet.legend)
    if not facet.is_long_tail:
        html = f'<fieldset class="facet">\n<legend>{legend}</legend>\n{inside}\n</fieldset>'
    else:
        number = facet.chosen
        told = escape(ngettext("%(n)s chosen", "%(n)s chosen", number) % {"n": number})
        is_open, chosen = (" open", f' <span class="n">{told}</span>') if number else ("", "")
        html = (
            f'<details class="facet"{is_open}>\n<summary>{legend}{chosen}</summary>\n<fieldset>\n'
            f'<legend class="ds-sr-only">{legend}</legend>\n{inside}\n</fieldset>\n</details>'
        )
    return mark_safe(html)  # noqa: S308 - each part was escaped


def choices(facet: Facet) -> SafeString:
    """The choices of a facet with their counts: boxes to tick, and the others in a select."""
    boxes = [_box(facet.name, place, option) for place, option in enumerate(facet.shown, start=1)]
    others = _others(facet.name, facet.legend, facet.more) if facet.more else ""
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


def _others(name: str, legend: str, more: Others) -> str:
    label, first = _("%(name)s: the others") % {"name": legend}, _more(len(more))
    head = (
        f'<div class="ds-field"><label class="ds-label ds-sr-only" for="{name}-more">{escape(label)}</label>'
        f'<select class="ds-input" id="{name}-more" name="{name}"><option value="">{escape(first)}</option>'
    )
    begun, counts = _begun(more.offered), more.counts
    lines = [f"{begun[at]} ({counts[at]})</option>" for at in more.at]
    return "\n".join([head, *lines, "</select></div>"])


# What stays the same whatever is asked is made once.
_made: WeakKeyDictionary[Offered, list[str]] = WeakKeyDictionary()


def _begun(offered: Offered) -> list[str]:
    """Each choice as an item of a select, as far as its count."""
    if offered not in _made:
        _made[offered] = [*map(_choice, offered.choices)]
    return _made[offered]


def _more(number: int) -> str:
    return ngettext("%(n)s more", "%(n)s more", number) % {"n": number}


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
