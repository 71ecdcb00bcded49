"""Dates and texts as pages show them, and the way to report an error in them."""

import datetime
import re
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _

from trials.dates import PartialDate, Style, format_date
from trials.localised import Localised

register = template.Library()

# CAR-T, T-celle-engager, IL-6: capital letters, a hyphen, and what follows.
HYPHENATED = re.compile(r"(?<![\w-])([A-Z]{1,4}-[\w-]+)")

# As the form for a report takes it.
LONGEST_FACT = 100


@register.filter
def in_words(value: PartialDate | datetime.date | None, style: str = "short") -> SafeString | str:
    """A date in the reader's words, as a time element; as exact as it is, empty for none; times as dates in Oslo."""
    if not value:
        return ""
    language = get_language() or "nb"
    if isinstance(value, datetime.datetime):
        value = timezone.localdate(value)
    precision: Style = "long" if style == "long" else "short"
    text = (
        value.format(language, precision) if isinstance(value, PartialDate) else format_date(value, language, precision)
    )
    return format_html('<time datetime="{}">{}</time>', str(value), text)


@register.filter
def with_time(value: datetime.datetime) -> SafeString:
    """A moment in the reader's words and Oslo's time, as a time element: `26 Nov 2026 at 06:10`."""
    local = timezone.localtime(value)
    day = format_date(local.date(), get_language() or "nb", "short")
    words = _("%(date)s at %(time)s") % {"date": day, "time": f"{local:%H:%M}"}
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def marked(text: Localised | str) -> SafeString | str:
    """A text, marked with its language when that is not the page's."""
    if isinstance(text, Localised) and text.foreign:
        # Of every row and every choice: `format_html` takes longer than all the rest of it.
        return mark_safe(f'<span lang="{escape(text.foreign)}">{escape(text.text)}</span>')  # noqa: S308 - both escaped
    return str(text)


def escaped(text: SafeString | str) -> str:
    """A text as HTML, as `conditional_escape` has it; that looks first whether anything is still to be translated."""
    return text if isinstance(text, SafeString) else escape(str(text))


@register.filter
def unbroken(text: SafeString | str) -> SafeString:
    """A text whose terms such as CAR-T and T-celle-engager each stay on one line."""
    html = escaped(text)
    spans = HYPHENATED.sub(r'<span class="nb">\1</span>', html) if "-" in html else html
    return mark_safe(spans)  # noqa: S308 - the text was escaped before


@register.inclusion_tag("trials/partials/_report_link.html", takes_context=True)
def report_link(context: Any, field: Localised | str) -> dict[str, str]:
    """The way to report an error in a fact of the page that is shown; none where the page is not a public one."""
    path = context.request.path
    name = str(field.text if isinstance(field, Localised) else field)[:LONGEST_FACT]
    is_public = path.split("/", 2)[1] in dict(settings.LANGUAGES)
    address = f"{reverse('report')}?{urlencode({'page': path, 'field': name})}" if is_public else ""
    return {"address": address, "field": name}
