"""Whether a form was sent from a page of ours, told by the browser: no cookie is needed for that."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form; False where it says nothing.

    Every browser of today sends at least one of the three; a page of another site can change none of them.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None and fetched != "same-origin":
        return False
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    if not sender:
        return fetched == "same-origin"
    try:
        parts = urlsplit(sender)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
