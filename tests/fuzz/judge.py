"""What a question deserves, judged from the specification and the catalogue's files alone."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.fuzz.addresses import PARAMETERS, PLACE as PLACES, SORTS
from tests.reference import OPTIONS, Question, answer
from trials.places import COUNTRY_CODES

PAGE_SIZE = 25
LONGEST_VALUE, LONGEST_QUERY, MOST_PARAMETERS = 200, 8000, 1000
PLACE = frozenset(PLACES)
ONCE = {"q", "sort", "page", "format"}
WHOLE_NUMBERS = {"age": (0, 120), "page": (1, 999999)}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def is_bad_on_its_face(address: str) -> bool:
    """Whether no page may take it: control characters, or more than any page could mean."""
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    texts = [text for pair in pairs for text in pair]
    return (
        any(CONTROL.search(text) for text in (unquote(parts.path), *texts))
        or any(len(text) > LONGEST_VALUE for text in texts)
        or len(pairs) > MOST_PARAMETERS
        or max(len(parts.query), len(unquote(parts.path))) > LONGEST_QUERY
    )


def list_asked(address: str) -> str:
    """The list that an address asks, else an empty text."""
    asked = re.fullmatch(r"/(?:nb|nn|en)/(studies|sites|sponsors|products)/", urlsplit(address).path)
    return asked[1] if asked else ""


def question(address: str) -> Question:
    """The parameters with their values; an empty one is absent."""
    stated: Question = {}
    for name, value in parse_qsl(urlsplit(address).query, keep_blank_values=True):
        if value.strip():
            stated.setdefault(name, []).append(value)
    return stated


def asks_from_a_place(asked: Question) -> bool:
    """Whether the answer depends on where it is asked from: tests/views/test_near.py judges these."""
    return not PLACE.isdisjoint(asked)


def is_wrong(kind: str, asked: Question) -> bool:
    """Whether the list may not answer: an unknown parameter, an invalid value, or one given too often."""
    return any(
        name not in PARAMETERS[kind]
        or (name in ONCE and len(values) > 1)
        or not all(is_taken(name, value) for value in values)
        for name, values in asked.items()
    )


def is_taken(name: str, value: str) -> bool:
    """Whether the parameter takes the value."""
    if name == "q" or name in PLACE:
        return True
    if limits := WHOLE_NUMBERS.get(name):
        is_number = re.fullmatch("[0-9]+", value) and len(value) <= len(str(limits[1]))
        return bool(is_number) and limits[0] <= int(value) <= limits[1]
    if name == "country":
        return value in COUNTRY_CODES
    return value in {"sort": SORTS, "format": ("csv", "xlsx")}.get(name, OPTIONS.get(name, ()))


def studies(asked: Question) -> tuple[int, list[str]]:
    """The status, and the studies in order, that a right question without words deserves."""
    sort = {"sort": [one for one in asked.get("sort", []) if one != "relevance"] or ["updated"]}
    found = answer({name: values for name, values in asked.items() if name not in {"page", "format"}} | sort)
    page = int(asked.get("page", ["1"])[0])
    if page > max(1, -(-len(found) // PAGE_SIZE)):
        return 404, []
    return 200, found if "format" in asked else found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
