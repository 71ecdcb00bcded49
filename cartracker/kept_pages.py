"""Finished pages kept in memory, up to so many bytes: whichever was asked for longest ago goes first."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

# What a page costs beside its text: the objects that hold it, and its headers.
FRAME = 4096


@dataclass(frozen=True)
class Page:
    """A finished answer: its headers and its content."""

    headers: Mapping[str, str]
    content: bytes

    @property
    def size(self) -> int:
        """The bytes it takes, rounded up."""
        return len(self.content) + FRAME


class KeptPages:
    """Pages by tag, for all threads of a process."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> Page | None:
        """The page with this tag; None where it is not kept."""
        with self._lock:
            if tag in self._pages:
                self._pages.move_to_end(tag)
            return self._pages.get(tag)

    def keep(self, tag: str, page: Page) -> None:
        """Keep a page, and let others go until there is room; one that is larger than all the room is not kept."""
        if page.size > self.most_bytes:
            return
        with self._lock:
            if former := self._pages.pop(tag, None):
                self.bytes -= former.size
            self._pages[tag] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes:
                _tag, oldest = self._pages.popitem(last=False)
                self.bytes -= oldest.size
