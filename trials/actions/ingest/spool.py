"""What was read, kept on the disk until it may be written: whatever their number, memory holds one document."""

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import msgspec

from trials.actions.ingest.reading import Item

_LENGTH_BYTES = 8


class Spool:
    """Documents in the order in which they were added; the file has no name and goes with the process."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - this class is the context
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Item)
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._count

    def add(self, item: Item) -> None:
        """Keep one more."""
        data = self._encoder.encode(item)
        self._file.write(len(data).to_bytes(_LENGTH_BYTES, "big"))
        self._file.write(data)
        self._count += 1

    def __iter__(self) -> Iterator[Item]:
        self._file.seek(0)
        while length := self._file.read(_LENGTH_BYTES):
            yield self._decoder.decode(self._file.read(int.from_bytes(length, "big")))
