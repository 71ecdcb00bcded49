"""A study in a list, as HTML: as a template, twenty-five of them took longer than all the rest of an answer."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from html import escape
from types import MappingProxyType
from typing import NamedTuple
from weakref import WeakKeyDictionary

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _, ngettext

from trials.localised import Localised
from trials.outputs.near import NearWords
from trials.outputs.rows import Place, StudyRow
from trials.query.index.reasons import Reason
from trials.query.texts import SearchField
from trials.templatetags.register import escaped, marked, unbroken

register = template.Library()

# Between facts of one line.
DOT = "&nbsp;· "


# Rows are kept by whoever makes them; what became of one is kept as long as it is.
_made: WeakKeyDictionary[StudyRow, dict[int, SafeString]] = WeakKeyDictionary()


@register.simple_tag
def study_rows(
    rows: Iterable[StudyRow], level: int, reasons: Mapping[int, Collection[Reason]] = MappingProxyType({})
) -> SafeString:
    """Studies as items of a list, as `study_row`; `reasons` by the study's primary key."""
    return mark_safe("".join([study_row(row, level, reasons.get(row.study.pk, ())) for row in rows]))  # noqa: S308 - HTML


def study_row(row: StudyRow, level: int, reasons: Collection[Reason] = ()) -> SafeString:
    """A study as an item of a list: its title a heading of this level; `reasons` say why a search found it."""
    if reasons:
        return _row(row, level, reasons)
    made = _made.setdefault(row, {})
    if level not in made:
        made[level] = _row(row, level, ())
    return made[level]


def _row(row: StudyRow, level: int, reasons: Collection[Reason]) -> SafeString:
    words = _words(get_language())
    automatic = words.automatic if row.is_automatic else ""
    found_in = _found_in(reasons, words) if reasons else ""
    lines = (
        '<li class="row">',
        f'<div class="row-what">{_what(row, level, words)}</div>',
        f'<div class="row-status">{_near(row.near) if row.near else ""}{_paragraph(escape(row.no_number))}</div>',
        f'<ul class="row-where" aria-label="{words.countries}">{_where(row)}</ul>',
        f'<div class="row-more">{_diseases(row)}{_plan(row)}{automatic}{found_in}</div>',
        "</li>",
    )
    return mark_safe("\n".join(lines))  # noqa: S308 - each part below escapes what it is given


class _Words(NamedTuple):
    """What every row says alike in a language, as HTML; `fields` are the names of where a word was found."""

    studies_at: str
    countries: str
    automatic: str
    found_in: str
    fields: dict[SearchField, str]


@cache
def _words(_language: str | None) -> _Words:
    """Asked for once in a language: it takes longer than to write a row."""
    return _Words(
        reverse("study_list"),
        escape(_("Countries")),
        _paragraph(escape(_("Classified automatically, not yet confirmed")), "prov"),
        escape(_("Found in:")),
        {field: escape(str(field.label).lower()) for field in SearchField},
    )


def _what(row: StudyRow, level: int, words: _Words) -> str:
    number = f' <span class="num">{escape(row.number)}</span>' if row.number else ""
    title = f'<a href="{words.studies_at}{row.study.slug}/">{unbroken(marked(row.title))}{number}</a>'
    kind = DOT.join([unbroken(row.kind), escape(row.phase), *map(escape, row.products)])
    return f'<h{level} class="row-title">{title}</h{level}>\n<p class="row-kind">{kind}</p>'


def _near(near: NearWords) -> str:
    """Whether the nearest open place takes patients, who says so, which place it is and how far."""
    words = near.words
    status = f'<p class="status"><span class="mark" data-mark="{words.mark}"></span>{escape(words.headline)}</p>\n'
    place = ""
    if near.country:
        distance = f'<span class="nb">{escape(near.distance)}</span>' if near.distance else ""
        parts = [_text(near.site) if near.site else "", escape(near.city), escape(near.country), distance]
        place = f'<p class="near-where">{", ".join(filter(None, parts))}</p>\n'
    return status + place + _paragraph(escape(words.rest))


def _where(row: StudyRow) -> str:
    places = row.places or [Place(_("Country not stated by the source"), "")]
    return "".join(f"<li{_class(place.nearness)}>{escape(place.text)}</li>" for place in places)


def _diseases(row: StudyRow) -> str:
    named = ", ".join(map(_text, row.diseases)) or escape(_("Disease not stated by the source"))
    more = row.more_diseases
    rest = " " + escape(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}) if more else ""
    return _paragraph(named + rest)


def _plan(row: StudyRow) -> str:
    """Who does it, how many take part, and of which age."""
    by = [row.sponsor, row.sponsor_type] if row.sponsor else [_("Sponsor not stated by the source")]
    limits = [f'<span class="nb">{escape(text)}</span>' for text in (row.size, row.age) if text]
    return _paragraph(DOT.join([*map(escape, by), *limits]))


def _found_in(reasons: Iterable[Reason], words: _Words) -> str:
    hits = "; ".join([_hit(reason, words) for reason in reasons])
    return _paragraph(f"{words.found_in} {hits}", "row-hit")


def _hit(reason: Reason, words: _Words) -> str:
    language = ' lang="en"' if reason.field == SearchField.TITLE else ""
    return f"<span>{words.fields[reason.field]} <mark{language}>{escape(reason.text)}</mark></span>"


def _paragraph(html: str, css: str = "") -> str:
    return f"<p{_class(css)}>{html}</p>\n" if html else ""


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _text(text: Localised | str) -> str:
    return escaped(marked(text))
