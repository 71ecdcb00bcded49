"""What makes two documents one: their content, without what a registry changes daily though it says nothing new."""

import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

import msgspec

from trials.choices import Registry

_BYTES = 16
_VERSION_HOLDER = b'"versionHolder":"'
_OF_AN_EXPORT = re.compile(
    rb"<(Last_Refreshed_on|Export_date)>[^<]*</\1>|\"(?:Last[ _]Refreshed[ _]on|Export[ _]date)\":\"[^\"]*\""
)


def content_hash(registry: str, body: bytes) -> str:
    """32 hexadecimal digits, the same for two documents of a registry that say the same; spaces do not count."""
    with suppress(msgspec.DecodeError):  # what is no JSON is told apart by its bytes
        body = msgspec.json.format(body, indent=-1)
    body = body.strip()  # a line of a file has its end with it
    if daily := _WITHOUT.get(registry):
        body = daily(body)
    return sha256(body).digest()[:_BYTES].hex()


def _without_version_holder(body: bytes) -> bytes:
    """Without the date of the data set, which ClinicalTrials.gov stamps on each record.

    Found from the end, where it stands, and cut out: a regular expression would cost as much as the hash.
    """
    start = body.rfind(_VERSION_HOLDER)
    end = body.find(b'"', start + len(_VERSION_HOLDER)) if start >= 0 else -1
    return body if end < 0 else body[:start] + body[end:]


def _without_export(body: bytes) -> bytes:
    """Without the dates of ICTRP's export, in XML or as a row."""
    return _OF_AN_EXPORT.sub(b"", body)


_WITHOUT: dict[str, Callable[[bytes], bytes]] = {
    Registry.CTGOV: _without_version_holder,
    Registry.ICTRP: _without_export,
}
