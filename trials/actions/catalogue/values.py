"""One value of a record, checked, in the one writing that is compared and kept."""

import contextlib
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from trials.actions.catalogue.faults import BROKEN, Teller, shown
from trials.actions.catalogue.reading import JsonObject
from trials.ages import parse_age
from trials.dates import PartialDate
from trials.places import COUNTRY_CODES

# A reader gives the value in its one writing, or tells what is wrong and gives BROKEN.
Reader = Callable[[Any, Teller], Any]

URL_LIMIT = 500
LIST_TEXT_LIMIT = 300
# What PostgreSQL holds in these columns; SQLite would take more.
LARGEST = {"PositiveSmallIntegerField": 32_767, "PositiveIntegerField": 2_147_483_647}

_is_web_address = URLValidator(schemes=["http", "https"])


def optional(read: Reader, blank: Any) -> Reader:
    """As `read`, where null says that the value is not known."""

    def reader(raw: Any, tell: Teller) -> Any:
        return blank if raw is None else read(raw, tell)

    return reader


def text(limit: int | None) -> Reader:
    """A text of at most `limit` characters, without spaces around it and without control characters."""
    expected = f"a text of at most {limit} characters" if limit else "a text"

    def reader(raw: Any, tell: Teller) -> Any:
        if not isinstance(raw, str):
            return tell(f"{shown(raw)} is not a text", expected)
        if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter != "\n" for letter in raw):
            return tell("the text has a control character or half a character", expected)
        value = raw.strip()
        if not value:
            return tell("the text is empty", expected)
        if limit and len(value) > limit:
            return tell(f"the text has {len(value)} characters", expected)
        return value

    return reader


def word(words: Mapping[str, str]) -> Reader:
    """A word of a vocabulary, given as the catalogue writes it and kept as the register's code."""

    def reader(raw: Any, tell: Teller) -> Any:
        if not isinstance(raw, str) or raw not in words:
            return tell(f"{shown(raw)} is not a word of the vocabulary", "one of " + ", ".join(words))
        return words[raw]

    return reader


def reference(kind: str) -> Reader:
    """The slug of a record of another file."""

    def reader(raw: Any, tell: Teller) -> Any:
        known = tell.known[kind]
        if not isinstance(raw, str):
            return tell(f"{shown(raw)} is not a slug", f"the slug of a record of {kind}.json")
        if known is not None and raw not in known:
            return tell(f"{shown(raw)} is not there", f"the slug of a record of {kind}.json")
        return raw

    return reader


def whole_number(limit: int) -> Reader:
    """A whole number from 0 to `limit`."""

    def reader(raw: Any, tell: Teller) -> Any:
        if type(raw) is not int or not 0 <= raw <= limit:
            return tell(f"{shown(raw)} is not a number of this kind", f"a whole number from 0 to {limit}")
        return raw

    return reader


def degrees(raw: Any, tell: Teller) -> Any:
    """A number; whether it lies on Earth is a question to the record."""
    if type(raw) not in {int, float}:
        return tell(f"{shown(raw)} is not a number", "degrees, such as 59.91")
    return float(raw)


def boolean(raw: Any, tell: Teller) -> Any:
    """True or false."""
    return raw if isinstance(raw, bool) else tell(f"{shown(raw)} is neither true nor false", "true or false")


def partial_date(raw: Any, tell: Teller) -> Any:
    """A date as exact as it is known."""
    if isinstance(raw, str):
        with contextlib.suppress(ValueError):
            return str(PartialDate.parse(raw))
    return tell(f"{shown(raw)} is not a date", "such as 2025, 2025-06 or 2025-06-14")


def day(raw: Any, tell: Teller) -> Any:
    """A date whose day is known."""
    value = partial_date(raw, tell)
    if value is not BROKEN and PartialDate.parse(value).precision != "day":
        return tell(f"{shown(raw)} is not a whole date", "such as 2025-06-14")
    return value


def age(raw: Any, tell: Teller, *, upper: bool = False) -> Any:
    """A limit of age in months, from a registry's writing of it; an upper one is rounded up."""
    if isinstance(raw, str):
        with contextlib.suppress(ValueError):
            return parse_age(raw, upper=upper)
    return tell(f"{shown(raw)} is not an age", "such as “18 Years” or “6 Months”")


def country(raw: Any, tell: Teller) -> Any:
    """A country's code."""
    if not isinstance(raw, str) or raw not in COUNTRY_CODES:
        return tell(f"{shown(raw)} is not a country", "an ISO 3166 code of two capital letters, such as NO")
    return raw


def web_address(raw: Any, tell: Teller) -> Any:
    """An address of the web: nothing else may become a link."""
    expected = f"an address of at most {URL_LIMIT} characters that starts with http:// or https://"
    try:
        _is_web_address(raw)
    except ValidationError:
        return tell(f"{shown(raw)} is not a web address", expected)
    return raw if len(raw) <= URL_LIMIT else tell(f"the address has {len(raw)} characters", expected)


def list_of(read: Reader) -> Reader:
    """A list without repetition; a fault names the place in it, counted from 1."""

    def reader(raw: Any, tell: Teller) -> Any:
        if not isinstance(raw, list):
            return tell(f"{shown(raw)} is not a list", "a list, empty when nothing is known")
        values: list[Any] = []
        for number, item in enumerate(raw, 1):
            here = tell.at(f"[{number}]")
            value = read(item, here)
            if value in values:
                here("the same stands before it in the list")
            elif value is not BROKEN:
                values.append(value)
        return values

    return reader


def record(readers: Mapping[str, Reader], optional_keys: frozenset[str] = frozenset()) -> Reader:
    """An object with these keys and no others, as a dict; a key whose value is wrong is absent from it."""

    def reader(raw: Any, tell: Teller) -> Any:
        if not isinstance(raw, JsonObject):
            return tell(f"{shown(raw)} is not a record", "an object")
        dot = "." if tell.key else ""
        for key in raw.repeated:
            tell.at(dot + key)("the key stands twice")
        for key in [key for key in raw if key not in readers]:
            tell.at(dot + key[:60])("the key is not known", "one of " + ", ".join(readers))
        for key in [key for key in readers if key not in raw and key not in optional_keys]:
            tell.at(dot + key)("the key is missing", "null or an empty list where nothing is known")
        present = {key: read(raw.get(key), tell.at(dot + key)) for key, read in readers.items() if key in raw}
        return {key: value for key, value in present.items() if value is not BROKEN}

    return reader
