"""The way from page to page, as HTML."""

from xml.etree.ElementTree import Element

import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory

from tests.html import parse, text
from trials.templatetags.paging import pagination

pytestmark = pytest.mark.usefixtures("english")


def shown(number: int, path: str = "/en/studies/", studies: int = 500) -> Element:
    page = Paginator(range(studies), 25).page(number)
    pages = page.paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    return parse(f"<div>{pagination({'request': RequestFactory().get(path)}, page, pages)}</div>".encode())


def test_a_list_of_one_page_has_no_pages() -> None:
    assert list(shown(1, studies=25)) == []


def test_each_page_is_a_link_with_the_rest_of_the_question() -> None:
    links = shown(2, '/en/studies/?page=2&q=a"b&country=NO&country=SE').findall(".//a")

    assert [link.get("href") for link in links] == [
        f"?q=a%22b&country=NO&country=SE&page={number}" for number in (1, 1, 2, 3, 20, 3)
    ]
    assert [link.get("rel") for link in links] == ["prev", None, None, None, None, "next"]
    assert [link.get("aria-label") for link in links] == [None, "Page 1", "Page 2", "Page 3", "Page 20", None]
    assert [link.get("aria-current") for link in links] == [None, None, "true", None, None, None]


@pytest.mark.parametrize(("number", "place", "word"), [(1, 0, "Previous"), (20, -1, "Next")])
def test_the_place_of_a_page_that_is_not_there_stays_and_is_not_read_out(number: int, place: int, word: str) -> None:
    items = shown(number).findall(".//li")

    assert items[place].find("a") is None
    assert items[place].find("span[@aria-hidden='true']") is not None
    assert text(items[place]) == word
    assert [text(item) for item in items].count("") == 1
