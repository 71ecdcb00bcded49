"""What makes two documents one: their content, without what a registry changes daily though it says nothing new."""

import re
from contextlib import suppress
from hashlib import blake2b

import msgspec

from trials.choices import Registry

# ClinicalTrials.gov stamps each record with the date of the data set, ICTRP each trial with that of the export.
_DAILY: dict[str, re.Pattern[bytes]] = {
    Registry.CTGOV: re.compile(rb'"versionHolder"\s*:\s*"[^"]*"'),
    Registry.ICTRP: re.compile(
        rb"<(Last_Refreshed_on|Export_date)>[^<]*</\1>|\"(?:Last[ _]Refreshed[ _]on|Export[ _]date)\"\s*:\s*\"[^\"]*\""
    ),
}
_BYTES = 16


def content_hash(registry: str, body: bytes) -> str:
    """32 hexadecimal digits, the same for two documents of a registry that say the same; spaces do not count."""
    body = body.strip()  # a line of a file has its end with it
    if body[:2] in (b"{\n", b"{ ", b"{\r"):
        with suppress(msgspec.DecodeError):  # what is no JSON is told apart by its bytes
            body = msgspec.json.format(body, indent=-1)
    daily = _DAILY.get(registry)
    if daily:
        body = daily.sub(b"", body)
    return blake2b(body, digest_size=_BYTES).hexdigest()
