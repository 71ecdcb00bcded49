"""Input that means nothing: a 400 or 404 in the dress of the site, on either database, and never a 500."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from tests.html import parse, text
from tests.site.pages import LANGUAGES, LISTS, NAMES, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

# As written in an address. A browser or a library sends none of them; a scanner sends all.
BAD_QUERIES = {
    "NUL": "q=%00",
    "NUL inside": "q=lupus%00nefritt",
    "NUL in a name": "q%00=lupus",
    "control characters": "q=%01%02%1b%7f",
    "control character in an unknown parameter": "x=%08",
    "over-long value": "q=" + "a" * 201,
    "over-long name": "a" * 201 + "=1",
    "over-long in many bytes": "q=" + "%C3%A6" * 201,
    "over-long query": "q=" + "a" * 50_000,
    "5,000 parameters": "&".join(f"p{n}=1" for n in range(5000)),
    "5,000 values": "&".join(["status=RECRUITING"] * 5000),
    "1,500 short parameters": "&".join(["a="] * 1500),
}
BAD_PATHS = {
    "NUL": "%00",
    "control character": "a%07b",
    "over-long": "a" * 9000,
    "over-long slug": "a" * 500 + "/",
    "broken percent-encoding": "%zz",
    "cut percent-encoding": "%",
    "invalid UTF-8": "%ff%fe",
    "half a character": "%C3",
    "lone surrogate": "%ED%A0%80",
    "overlong NUL": "%C0%80",
    "way up": "..%2f..%2f..%2fetc%2fpasswd",
    "plain way up": "../../etc/passwd",
    "other slash": "..%5c..%5cwindows%5cwin.ini",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "template": "%7B%7B7*7%7D%7D",
    "newline": "a%0d%0aSet-Cookie:%20x=1",
    "another host": "%2F/evil.example/",
    "emoji": "%F0%9F%A7%AC",
}
STRANGE_VALUES = {
    "broken percent-encoding": "%zz%",
    "invalid UTF-8": "%ff%fe",
    "lone surrogate": "%ED%A0%80",
    "emoji": "%F0%9F%A7%AC",
    "newline": "%0d%0a-%0d%0a",
}


@pytest.mark.parametrize("query", BAD_QUERIES.values(), ids=BAD_QUERIES)
@pytest.mark.parametrize("name", NAMES)
def test_no_page_takes_a_query_that_is_bad_on_its_face(name: str, query: str, client: Client) -> None:
    answer = client.get(f"/nb/{path_of(name)}?{query}")

    with translation.override("nb"):
        heading = gettext("We cannot read this address")
    assert (answer.status_code, text(parse(answer.content).find(".//h1"))) == (400, heading)


@pytest.mark.parametrize("path", BAD_PATHS.values(), ids=BAD_PATHS)
@pytest.mark.parametrize("kind", ["", "nb/", *(f"nb/{kind}" for kind in LISTS), "nb/indications/", "id/", "static/"])
def test_no_address_that_means_nothing_is_answered(kind: str, path: str, client: Client) -> None:
    answer = client.get(f"/{kind}{path}")

    assert answer.status_code in {400, 404}
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "CAR-T tracker" in text(parse(answer.content).find("head/title"))
    assert answer.cookies == {}


@pytest.mark.parametrize("value", STRANGE_VALUES.values(), ids=STRANGE_VALUES)
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_searched_for_strange_signs_is_empty_or_refused(kind: str, value: str, client: Client) -> None:
    answer = client.get(f"/nb/{kind}?q={value}")

    assert answer.status_code in {200, 400}
    assert b'<li class="row">' not in answer.content


@pytest.mark.parametrize("value", STRANGE_VALUES.values(), ids=STRANGE_VALUES)
@pytest.mark.parametrize("parameter", ["country", "indication", "age", "sort", "page", "format", "status", "none"])
def test_a_filter_with_strange_signs_is_refused(parameter: str, value: str, client: Client) -> None:
    answer = client.get(f"/nb/studies/?{parameter}={value}")

    assert answer.status_code == 400
    assert b'<li class="row">' not in answer.content


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=%00", "The address contains a control character."),
        ("q=" + "a" * 201, "“q” is too long: at most 200 characters."),
        ("q=" + "a" * 9000, "The address is too long."),
        ("<b>=" + "a" * 201, "“<b>” is too long: at most 200 characters."),
    ],
)
def test_the_reader_is_told_what_is_wrong_with_the_address(query: str, said: str, client: Client) -> None:
    page = parse(client.get(f"/en/studies/?{quote(query, safe='=%')}").content)

    assert text(page.find(".//p[@class='lede']")) == said


@pytest.mark.parametrize("length", [199, 200])
def test_a_long_question_is_still_a_question(length: int, client: Client) -> None:
    assert client.get("/nb/studies/", {"q": "a" * length}).status_code == 200


def test_an_address_with_its_slash_forgotten_leads_to_the_page(client: Client) -> None:
    answer = client.get("/nb/studies?q=lupus")

    assert (answer.status_code, answer["Location"]) == (301, "/nb/studies/?q=lupus")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X"])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "report"])
def test_a_public_page_can_only_be_read(name: str, method: str, client: Client) -> None:
    answer = client.generic(method, f"/nb/{path_of(name)}")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X"])
def test_the_form_for_an_error_is_read_and_sent_and_no_more(method: str, client: Client) -> None:
    answer = client.generic(method, f"/nb/{path_of('report')}")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_asked_for_its_headers_alone(name: str, language: str, client: Client) -> None:
    answer = client.head(f"/{language}/{path_of(name)}")

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80:80", "", "a b", "[::2]"])
def test_an_unknown_host_is_refused(host: str, client: Client) -> None:
    assert client.get("/nb/", headers={"Host": host}).status_code == 400
