"""What a reader finds on a page, and what the page cost."""

from xml.etree.ElementTree import Element

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.html import parse, text, texts


def read(client: Client, address: str, status: int = 200) -> Element:
    """The page at the address; AssertionError when its status is another."""
    response = client.get(address)
    assert response.status_code == status
    return parse(response.content)


def queries(client: Client, address: str, status: int = 200) -> int:
    """How many queries the page at the address needs."""
    with CaptureQueriesContext(connection) as captured:
        read(client, address, status)
    return len(captured)


def heading(page: Element) -> str:
    """The page's heading."""
    return text(page.find(".//h1"))


def table(page: Element, css: str = "facts register") -> list[list[str]]:
    """The body of a table of this class, as texts."""
    rows = page.findall(f".//table[@class='{css}']/tbody/tr")
    return [[text(cell) for cell in row] for row in rows]


def first_column(page: Element) -> list[str]:
    """The names in a list of sites, sponsors or products."""
    return texts(page, ".//table[@class='facts register']/tbody/tr/th/a")


def facts(page: Element, css: str = "facts-dl plain") -> dict[str, str]:
    """The facts of a definition list of this class."""
    return {text(row.find("dt")): text(row.find("dd")) for row in page.findall(f".//dl[@class='{css}']/div")}


def row_titles(page: Element) -> list[str]:
    """The titles of the studies in rows."""
    return texts(page, ".//h3[@class='row-title']/a")


def notices(page: Element) -> list[str]:
    """The remarks above a list."""
    return texts(page, ".//p[@class='notice']")


def faults(page: Element) -> list[str]:
    """What the page says is wrong with the question."""
    return texts(page, ".//div[@class='fault']/ul/li")
