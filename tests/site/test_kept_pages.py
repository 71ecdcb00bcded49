"""Finished pages in memory, and no more of them than there is room for."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cartracker.kept_pages import FRAME, KeptPages, Page

pytestmark = pytest.mark.pure


def page(text: bytes = b"") -> Page:
    return Page({"Content-Type": "text/html"}, text)


def test_a_page_is_found_by_its_tag_and_by_no_other() -> None:
    pages = KeptPages(10 * FRAME)

    pages.keep("one", page(b"1"))

    assert (pages.get("one"), pages.get("two")) == (page(b"1"), None)


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    pages = KeptPages(3 * FRAME)
    for tag in ("one", "two", "three"):
        pages.keep(tag, page())
    pages.get("one")

    pages.keep("four", page())

    assert [tag for tag in ("one", "two", "three", "four") if pages.get(tag)] == ["one", "three", "four"]


def test_a_long_page_takes_the_room_of_several() -> None:
    pages = KeptPages(3 * FRAME)
    for tag in ("one", "two", "three"):
        pages.keep(tag, page())

    pages.keep("long", page(b"x" * FRAME))

    assert [tag for tag in ("one", "two", "three", "long") if pages.get(tag)] == ["three", "long"]
    assert pages.bytes == 3 * FRAME


def test_a_page_longer_than_all_the_room_drives_none_away() -> None:
    pages = KeptPages(2 * FRAME)
    pages.keep("one", page())

    pages.keep("long", page(b"x" * FRAME + b"x"))

    assert (pages.get("one"), pages.get("long"), pages.bytes) == (page(), None, FRAME)


def test_a_page_made_twice_takes_its_room_once() -> None:
    pages = KeptPages(10 * FRAME)

    for text in (b"", b"x", b"xx"):
        pages.keep("one", page(text))

    assert (pages.get("one"), pages.bytes) == (page(b"xx"), FRAME + 2)


def test_many_threads_at_once_leave_the_count_right() -> None:
    pages = KeptPages(5 * FRAME)

    def work(number: int) -> None:
        for step in range(300):
            pages.keep(str((number + step) % 9), page(b"x" * (step % 7)))
            pages.get(str(step % 9))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))

    held = [found for found in (pages.get(str(tag)) for tag in range(9)) if found]
    assert pages.bytes == sum(one.size for one in held) <= 5 * FRAME
