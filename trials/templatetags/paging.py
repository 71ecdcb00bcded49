"""The way from page to page of a list, as HTML: as a template it took as long as all rows."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trials.query.address import address

register = template.Library()


@register.simple_tag(takes_context=True)
def pagination(context: Any, page: Page[Any], pages: Iterable[object]) -> SafeString:
    """Links to the pages of the question in the address; nothing where there is one page.

    `pages` are numbers and ellipses, as of `Paginator.get_elided_page_range`.
    """
    if not page.has_other_pages():
        return SafeString("")
    params = context["request"].GET

    def link(number: int) -> str:
        to = escape(address(params, put={"page": str(number)}))
        return f'<a class="ds-button" data-variant="tertiary" href="{to}"'

    def neighbour(number: int, rel: str, label: str) -> str:
        # A place without a page stays, hidden by Designsystemet; an empty li is drawn as an ellipsis.
        there = f'{link(number)} rel="{rel}">{label}</a>'
        return there if number else f'<span class="ds-button" data-variant="tertiary" aria-hidden="true">{label}</span>'

    def numbered(number: object) -> str:
        if not isinstance(number, int):
            return ""
        current = ' aria-current="true"' if number == page.number else ""
        return f'{link(number)} aria-label="{escape(named % {"number": number})}"{current}>{number}</a>'

    named = _("Page %(number)s")
    before = page.number - 1
    after = page.number + 1 if page.has_next() else 0
    items = [
        neighbour(before, "prev", escape(_("Previous"))),
        *map(numbered, pages),
        neighbour(after, "next", escape(_("Next"))),
    ]
    listed = "\n".join([f"<li>{item}</li>" for item in items])
    html = f'<nav class="ds-pagination" aria-label="{escape(_("Pages"))}">\n<ul>\n{listed}\n</ul>\n</nav>'
    return mark_safe(html)  # noqa: S308 - addresses and words were escaped, the rest are numbers
