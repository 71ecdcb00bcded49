"""Files that registries export: plain or gzip, one record or a hundred thousand, read in bounded memory and time."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from trials.registries.base import Refused
from trials.registries.strict_json import FILE_BYTES, RECORD_BYTES, members

# Unpacked: all of ClinicalTrials.gov is of that order. What gzip packs a thousandfold still ends here.
TOTAL_BYTES = 32_000_000_000
_GZIP_MAGIC = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Source:
    """An open file, unpacked where it is gzip; every read is limited, and what cannot be read is Refused."""

    def __init__(self, file: BinaryIO, total_bytes: int = TOTAL_BYTES) -> None:
        """`file` is read once, from its beginning; it need not seek, but it must peek (a buffered reader does)."""
        packed = getattr(file, "peek", lambda size: b"")(2)[:2] == _GZIP_MAGIC
        self._file: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=file) if packed else file
        self._left = total_bytes

    def read(self, size: int) -> bytes:
        """At most `size` bytes, empty at the end; also what a parser of XML or a text reader calls."""
        return self._counted(lambda: self._file.read(size))

    def line(self) -> bytes:
        """The next line with its end, empty at the end of the file; cut off where it is longer than a record may be."""
        return self._counted(lambda: self._file.readline(RECORD_BYTES + 1))

    def _counted(self, read: Callable[[], bytes]) -> bytes:
        try:
            data = read()
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Refused(f"the gzip file is damaged ({error})") from error
        except OSError as error:
            raise Refused(f"the file cannot be read ({error.strerror or error})") from error
        self._left -= len(data)
        if self._left < 0:
            raise Refused("the file unpacks to more than any export has")
        return data


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The file at `path`, plain or gzip; Refused when it cannot be read."""
    try:
        with path.open("rb") as file:
            yield Source(file)
    except OSError as error:
        raise Refused(f"the file cannot be read ({error.strerror or error})") from error


def json_records(source: Source) -> Iterator[tuple[str, bytes | Refused]]:
    """The records of a JSON file, each with where it stands in it; a Refused in place of one that is none.

    A first line that is an object of its own makes the file JSON Lines, and the others are read one by one; so does a
    second line that begins like one, where the first is broken. Any other file is one JSON text: a record, a list of
    records, or the answer to a search with its `studies`.
    """
    first, second = source.line().removeprefix(_BYTE_ORDER_MARK), source.line()
    written = first.strip()
    begins_anew = second.lstrip().startswith(b"{") and not written.endswith((b",", b"["))
    if written.startswith(b"{") and (written.endswith(b"}") or begins_anew):
        yield from _json_lines(first, second, source)
        return
    text = b"".join((first, second, source.read(FILE_BYTES + 1)))
    if not text.strip():
        raise Refused("the file is empty")
    for number, record in enumerate(members(text), 1):
        yield f"record {number}", record


def _json_lines(first: bytes, second: bytes, source: Source) -> Iterator[tuple[str, bytes | Refused]]:
    for number, line in enumerate(chain((first, second), iter(source.line, b"")), 1):
        if len(line) > RECORD_BYTES:
            raise Refused(f"line {number} has more than {RECORD_BYTES:,} bytes; the rest of the file is not read")
        if line.strip():
            try:
                yield from ((f"line {number}", record) for record in members(line))
            except Refused as refused:
                yield f"line {number}", refused
