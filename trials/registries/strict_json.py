"""JSON as a register must read it: what parsers let pass is refused with a reason, at the speed of typed decoding.

Decoding into a layout (msgspec) is fast because it skips what the layout does not name, and it keeps the last of two
equal keys. Both are proved harmless cheaply: written again from the layout, a document has as many colons as before,
unless a key was lost. Only where that fails is every key looked at, which takes some five times as long.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn, TypeVar

import msgspec

from trials.registries.base import Refused, shown

T = TypeVar("T")

# The largest record seen has 2 MB (CTIS); more is not a record.
RECORD_BYTES = 32_000_000
# Several records in one JSON text are held in memory together: a thousand studies have some 50 MB.
FILE_BYTES = 100_000_000
# Longer numbers are none of a study, and Python takes quadratic time to read them.
DIGITS = 18

# Escapes of letters can write one key in two ways, that of a colon hide a lost key, those of surrogates half a letter,
# and that of NUL what PostgreSQL does not store.
_DOUBTFUL = re.compile(rb"\\u(?:00(?:00|[4-7]|3[aA])|[dD][89a-fA-F])")
# Most documents have none of any kind; this asks it in a fraction of the time, and of `in`, which is slow to find two
# bytes of which one is frequent.
_ESCAPE = re.compile(rb"\\u")
_encoder = msgspec.json.Encoder()


class Bulk(NamedTuple):
    """A large part of a document that is not read: the field of the layout, and its key as the document has it."""

    field: str
    key: bytes


def decode(body: bytes, decoder: msgspec.json.Decoder[T], bulk: Bulk | None = None) -> T:
    """The document in the decoder's layout; Refused, with the reason, when it is not sound JSON of that layout.

    Equal keys inside the `bulk` are not looked for.
    """
    check_text(body)
    try:
        decoded = decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        load(body)
        raise Refused(_reason(error)) from error
    if (_ESCAPE.search(body) and _DOUBTFUL.search(body)) or not _is_whole(body, decoded, bulk):
        load(body)
    return decoded


def _is_whole(body: bytes, decoded: Any, bulk: Bulk | None) -> bool:
    """Whether the layout, written again, has all colons of the document; the bulk is left out on both sides."""
    start = end = len(body)
    part = getattr(decoded, bulk.field) if bulk else msgspec.UNSET
    if bulk and part is not msgspec.UNSET:
        unread = bytes(memoryview(part))
        start = body.index(unread[:1], body.find(bulk.key))
        end = start + len(unread)
        if body[start:end] != unread or body.find(bulk.key, end) >= 0:
            return False
        decoded = msgspec.structs.replace(decoded, **{bulk.field: msgspec.Raw(b"0")})
    return _encoder.encode(decoded).count(b":") == body.count(b":", 0, start) + body.count(b":", end)


def check_text(body: bytes) -> None:
    """Refuse what is no UTF-8 text of a record's size."""
    if len(body) > RECORD_BYTES:
        raise Refused(f"the record has {len(body):,} bytes; a record has at most {RECORD_BYTES:,}")
    try:
        # ASCII, as most records are, is told faster than decoded.
        if not body.isascii():
            body.decode()
    except UnicodeDecodeError as error:
        raise Refused(f"not UTF-8 (byte {error.start + 1})") from error
    if b"\0" in body:
        raise Refused("a text holds a NUL character")


def load(body: bytes) -> Any:
    """The document as dictionaries, nulls left out; Refused for what is unsound anywhere in it.

    That is: equal keys, NaN, huge numbers, halves of characters, deep nesting, and all that `check_text` refuses.
    """
    check_text(body)
    try:
        document = json.loads(
            body, object_pairs_hook=_object, parse_constant=_no_number, parse_int=_whole, parse_float=_decimal
        )
        # Written again, NUL is an escape, and half a character cannot be written at all.
        if b"\\u0000" in json.dumps(document, ensure_ascii=False).encode():
            raise Refused("a text holds a NUL character")
        return document
    except RecursionError as error:
        raise Refused("nested too deeply") from error
    except UnicodeEncodeError as error:
        raise Refused("a text holds half a character (a lone surrogate)") from error
    except json.JSONDecodeError as error:
        raise Refused(f"not JSON (line {error.lineno}, column {error.colno}: {error.msg})") from error


def members(body: bytes) -> Iterator[bytes]:
    """The records in a JSON text: the one that it is, those of a list, or those of the answer to a search."""
    if len(body) > FILE_BYTES:
        raise Refused(f"the file has {len(body):,} bytes; several records belong in JSON Lines")
    try:
        top = _TOP.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refused(_reason(error)) from error
    if isinstance(top, list):
        yield from map(bytes, top)
    elif isinstance(top, dict) and "studies" in top:
        yield from map(bytes, _STUDIES.decode(top["studies"]))
    else:
        yield body


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        keys = [key for key, _ in pairs]
        raise Refused(f"the key {shown(next(key for key in keys if keys.count(key) > 1))} stands twice in one object")
    return {key: value for key, value in pairs if value is not None}


def _no_number(written: str) -> NoReturn:
    raise Refused(f"{written} is not a number of JSON")


def _whole(written: str) -> int:
    if len(written) > DIGITS:
        raise Refused(f"the number {written[:12]}… has {len(written)} digits")
    return int(written)


def _decimal(written: str) -> float:
    number = float(written)
    if number in {float("inf"), float("-inf")}:
        raise Refused(f"the number {shown(written)} is too large")
    return number


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 (byte {error.start + 1})"
    return f"not read: {error}" if isinstance(error, msgspec.ValidationError) else f"not JSON ({error})"


_TOP: msgspec.json.Decoder[Any] = msgspec.json.Decoder(dict[str, msgspec.Raw] | list[msgspec.Raw])
_STUDIES: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])
