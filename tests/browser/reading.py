"""What a reader finds on a page, by the names it goes by: links, buttons, choices, rows."""

import re

from playwright.sync_api import Locator, Page


def link(page: Page, name: str) -> Locator:
    """The link of that name."""
    return page.get_by_role("link", name=name)


def button(page: Page, name: str) -> Locator:
    """The button of that name, the last where a long form repeats it."""
    return page.get_by_role("button", name=name).last


def choice(page: Page, name: str) -> Locator:
    """The facets' box whose name begins like this; its number of studies follows."""
    return page.get_by_role("checkbox", name=re.compile(f"^{name}"))


def texts(page: Page, selector: str) -> list[str]:
    """The texts of all elements that the reader sees, with single spaces."""
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def slugs(page: Page) -> list[str]:
    """The slugs of the studies on this page, in order."""
    links: list[str] = page.locator(".row-title a").evaluate_all("links => links.map(link => link.pathname)")
    return [path.split("/")[3] for path in links]
