"""From when the statuses are: one table of two pages, of as many rows as there are dates."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from trials.outputs.overview import freshness, totals
from trials.query.index.held import ALL_DATA, Index


def statuses(index: Index, language: str) -> SafeString:
    """The table, made once for each state of the data."""
    return index.once((ALL_DATA,), "statuses", language, make=lambda: _table(index))


def _table(index: Index) -> SafeString:
    context = {"freshness": freshness(), "confirmed": totals(index).confirmed}
    return render_to_string("trials/partials/_statuses.html", context)
