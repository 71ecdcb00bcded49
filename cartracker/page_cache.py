"""Public pages that cost nothing twice: the same for everybody, they are made once for each state of the data.

A tag names all that a page rests on. Whoever holds the page of this tag is told so without its being made again; a tag
that nobody was ever given cannot be asked for, so that errors and wrong questions, which are not kept, have none.
"""

import re
from datetime import datetime
from hashlib import blake2b

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import parse_etags

from cartracker.kept_pages import KeptPages, Page
from cartracker.middleware import GetResponse
from cartracker.release import release
from trials.query.dataset import dataset_version
from trials.query.freshness import freshness_of, good_ends
from trials.views.context import ASKING

# Whoever keeps a page asks each time whether it still holds, and may show it for a day where nobody answers.
CACHE_CONTROL = "public, max-age=0, stale-if-error=86400"
# nginx would not keep what is fresh for no time at all; what was fresh until 1970 it keeps, and asks each time.
EXPIRES_IN_NGINX = "@1"
OF_A_CONTENT = {"Content-Type", "Content-Length", "Content-Language"}
# An absent value is no part of a question; browsers send every empty field of a form.
ABSENT = re.compile(r"[a-z_]{1,30}=")
# Longer ones are no reader's, and may be too long to be answered at all.
LONGEST_QUESTION = 1000


class PageCache:
    """The middleware that stands above all others; of every page it keeps the headers that they added, too."""

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.PAGE_CACHE_BYTES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.pages = KeptPages(settings.PAGE_CACHE_BYTES)
        self.state = StateOfData()
        self.places = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
        self.release = release()
        # What an answer without a page says: as every page does.
        self.shared_headers: dict[str, str] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer: that the reader's own copy holds, or a page kept, or a page made."""
        tag = self._tag(request)
        if not tag:
            return self.get_response(request)
        if self.shared_headers and is_held(tag, request.META.get("HTTP_IF_NONE_MATCH", "")):
            return HttpResponseNotModified(headers=self.shared_headers | {"ETag": tag})
        if page := self.pages.get(tag):
            return HttpResponse(page.content, headers=page.headers)
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and is_for_everybody(request, response):
            self._keep(tag, response)
        return response

    def _tag(self, request: HttpRequest) -> str:
        """The tag of the page that is asked for, as an ETag; empty for what is never kept."""
        asked: str = request.META.get("QUERY_STRING", "")
        if request.method not in {"GET", "HEAD"} or not request.path_info.startswith(self.places):
            return ""
        state = self.state.at(timezone.now()) if len(asked) <= LONGEST_QUESTION else ""
        if not state:
            return ""
        # The page is made for the question in its one order, whoever comes first.
        question = request.META["QUERY_STRING"] = in_order(asked)
        rests_on = (self.release, state, request.scheme, request.META.get("HTTP_HOST"), request.path, question)
        return f'W/"{blake2b(repr(rests_on).encode(), digest_size=16).hexdigest()}"'

    def _keep(self, tag: str, response: HttpResponse) -> None:
        response["ETag"], response["Cache-Control"], response["X-Accel-Expires"] = tag, CACHE_CONTROL, EXPIRES_IN_NGINX
        headers = dict(response.headers)
        self.shared_headers = {name: value for name, value in headers.items() if name not in OF_A_CONTENT}
        self.pages.keep(tag, Page(headers, response.content))


class StateOfData:
    """What all public pages rest on: the data, the day, and which registries were read too long ago."""

    def __init__(self) -> None:
        self._read: tuple[int, dict[str, datetime]] = (0, {})

    def at(self, now: datetime) -> str:
        """The state in one text; empty where the database has none or does not answer."""
        try:
            version, last_good_ends = self._read = self._read_anew(dataset_version())
        except Error:
            return ""
        stale = [one.registry.value for one in freshness_of(last_good_ends, now) if one.is_stale]
        return f"{version} {timezone.localdate(now)} {stale}" if version else ""

    def _read_anew(self, version: int) -> tuple[int, dict[str, datetime]]:
        """When each registry was last read in full, which this process asks once for each version."""
        held = self._read
        return held if held[0] == version else (version, good_ends())


def in_order(question: str) -> str:
    """A query string with its parameters by name, without absent values; those of one name keep their order."""
    parts = [part for part in question.split("&") if not ABSENT.fullmatch(part)]
    return "&".join(sorted(parts, key=lambda part: part.partition("=")[0]))


def is_held(tag: str, if_none_match: str) -> bool:
    """Whether the reader holds the page with this tag, as If-None-Match says; a proxy may have made it a weak one."""
    return bool(if_none_match) and tag.removeprefix("W/") in {
        held.removeprefix("W/") for held in parse_etags(if_none_match)
    }


def is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a page is found, says the same to whoever asks, and rests on no more of its address than it reads.

    A view that says itself how long its page may be kept, as that of a form does, is left alone.
    """
    name = request.resolver_match and request.resolver_match.url_name
    own = response.has_header("Vary") or response.has_header("Cache-Control") or response.cookies
    return response.status_code == 200 and not own and (name in ASKING or not request.META["QUERY_STRING"])
