"""The changes as an Atom feed (RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trials.outputs.addresses import absolute, study_url
from trials.outputs.changes.entries import Entry

CONTENT_TYPE = Atom1Feed.content_type
# Tag URIs (RFC 4151) name things in the words of whoever owned the host on that day, for ever.
SINCE = "2026-11-26"
# What XML 1.0 cannot hold, even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    """A feed that was updated when its newest entry was, so that it stays the same until there is another."""

    def latest_post_date(self) -> datetime:
        """When the newest entry was made."""
        return max((item["updateddate"] for item in self.items), default=NEVER)


def feed(entries: Sequence[Entry], *, title: str, page: str, address: str, language: str) -> str:
    """The feed of the entries. `page` and `address` are the paths, with their questions, of its page and its own."""
    atom = _Feed(
        title=_in_xml(f"{title} – CAR-T tracker"),
        link=absolute(page),
        description="",
        language=language,
        author_name="CAR-T tracker",
        author_link=absolute(f"/{language}/"),
        feed_url=absolute(address),
        feed_guid=_tag(f"{language}{page.removeprefix(f'/{language}')}"),
    )
    question = page.partition("?")[2]
    for entry in entries:
        # An entry of many studies counts those of the question.
        key = entry.key if entry.row or not question else f"{entry.key}?{question}"
        atom.add_item(
            title=_in_xml(_title(entry)),
            link=study_url(entry.row.study) if entry.row else absolute(page),
            description=_in_xml(_summary(entry)),
            unique_id=_tag(f"{language}/changes/{key}"),
            pubdate=entry.at,
            updateddate=entry.at,
        )
    return atom.writeString("utf-8")


def _title(entry: Entry) -> str:
    first, rest = entry.sentences[0], len(entry.sentences) - 1
    told = _("%(change)s; %(n)d more") % {"change": first, "n": rest} if rest else str(first)
    return f"{entry.row.title}: {told}" if entry.row else told


def _summary(entry: Entry) -> SafeString:
    """HTML, as the summary says it is."""
    lines = format_html_join("", "<li>{}</li>", ((str(sentence),) for sentence in entry.sentences))
    return format_html("<ul>{}</ul><p>{}</p>", lines, entry.provenance)


def _tag(specific: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{SINCE}:{specific}"


def _in_xml(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
