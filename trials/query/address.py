"""Addresses of neighbouring questions: one value more or less, another order, the next page, the file."""

from urllib.parse import urlencode

from django.http import QueryDict


def address(params: QueryDict, *, drop: tuple[str, str | None] = ("", None), put: dict[str, str] | None = None) -> str:
    """The query string, from its `?`, of the question `params` changed.

    `drop` is a parameter and the value to leave out, or None for all its values; `put` replaces parameters. A changed
    question starts at its first page. An empty question is `?`, so that a link to it leads to the bare list.
    """
    changed = {name: values for name, values in params.lists() if name != "page"}
    name, value = drop
    if name in changed:
        changed[name] = [other for other in changed[name] if value is not None and other != value]
    changed |= {name: [value] for name, value in (put or {}).items()}
    return f"?{urlencode(changed, doseq=True)}"
