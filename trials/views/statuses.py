"""From when the statuses are: one table of two pages, of as many rows as there are dates."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from trials.outputs.overview import freshness, totals
from trials.query.index.held import ALL_DATA, Index


def statuses(index: Index, language: str) -> SafeString:
    """The table, made once for each state of the data."""
    key = ((ALL_DATA,), "statuses", language)
    found: SafeString | None = index.made.get(key)
    if found is None:
        context = {"freshness": freshness(), "confirmed": totals(index).confirmed}
        found = index.made[key] = render_to_string("trials/partials/_statuses.html", context)
    return found
