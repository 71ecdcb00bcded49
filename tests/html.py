"""A page of the site as a tree of elements, so that tests read what a browser would."""

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"meta", "link", "input", "br", "hr", "img", "wbr"}


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def parse(html: bytes) -> Element:
    """The page's `html` element."""
    builder = _Builder()
    builder.feed(html.decode())
    return builder.tree.close()


def text(element: Element | None) -> str:
    """The element's text with single spaces; AssertionError when there is no such element.

    The ways to report an error inside it, which stand beside every fact, are no part of it.
    """
    assert element is not None
    return " ".join("".join(_words(element)).split())


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if part.get("class") != "report-link":
            yield from _words(part)
        yield part.tail or ""


def texts(page: Element, path: str) -> list[str]:
    """The texts of all elements at an ElementTree path."""
    return [text(element) for element in page.findall(path)]


def links(element: Element, path: str = ".//a") -> list[Element]:
    """The links at an ElementTree path, without the ways to report an error."""
    return [link for link in element.findall(path) if link.get("class") != "report-link"]
