"""Addresses of neighbouring questions: one value more or less, another order, the next page, the file."""

from django.http import QueryDict


def address(params: QueryDict, *, drop: tuple[str, str | None] = ("", None), put: dict[str, str] | None = None) -> str:
    """The query string, from its `?`, of the question `params` changed.

    `drop` is a parameter and the value to leave out, or None for all its values; `put` replaces parameters. A changed
    question starts at its first page. An empty question is `?`, so that a link to it leads to the bare list.
    """
    changed = params.copy()
    changed.pop("page", None)
    name, value = drop
    if name in changed:
        kept = [other for other in changed.getlist(name) if value is not None and other != value]
        changed.setlist(name, kept)
    for name, value in (put or {}).items():
        changed[name] = value
    return f"?{changed.urlencode()}"
