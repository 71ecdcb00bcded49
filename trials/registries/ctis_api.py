"""How CTIS is asked: by its public site's own interface, which is not documented. Facts: six programs that use it.

A search gives rows with the numbers, and each record is retrieved by its full number. Dates cannot be searched for, so
rows are kept or dropped here by the day of their last update.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from trials.registries.base import Asker, Document, Missing, Refused, Wish, shown
from trials.registries.http import NotAnswered

NAME = "ctis"
NUMBER = re.compile(r"20[0-9]{2}-5[0-9]{5}-[0-9]{2}-[0-9]{2}")
# Without the counter of resubmissions, as other registries cite it. All resubmissions are one trial.
_TRIAL = re.compile(r"20[0-9]{2}-5[0-9]{5}-[0-9]{2}")
_TRIAL_LENGTH = 14

PAGE_SIZE = 100  # more is cut to this
# So many records in a row that do not come are no single record's fault.
_FAILURES = 3


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    pass


class _Pagination(_Part, frozen=True):
    total_records: int
    total_pages: int = 1


class _Row(_Part, frozen=True):
    ct_number: str
    last_updated: str | None = None
    last_publication_update: str | None = None


class _Found(_Part, frozen=True):
    pagination: _Pagination
    data: tuple[_Row, ...]


class _Retrieved(_Part, frozen=True):
    ct_number: str = ""


def fetch(asker: Asker, base_url: str, wish: Wish) -> Iterator[Document | Missing]:
    """The records wanted, each once; a number that CTIS does not know, or a record that does not come, is Missing.

    Raises NotAnswered when CTIS stops answering, and Refused when a search brought less than it announced.
    """
    api = f"{base_url.rstrip('/')}/ctis-public-api"
    failures = 0
    for number in dict.fromkeys(_numbers(asker, api, wish)):
        try:
            record = _retrieve(asker, api, number)
            failures = 0
        except NotAnswered as error:
            failures += 1
            if failures == _FAILURES:
                raise
            record = Missing(registry=NAME, registry_id=number, reason=str(error))
        yield record


def _numbers(asker: Asker, api: str, wish: Wish) -> Iterator[str]:
    if not wish.ids:
        since = wish.updated_since.first_day if wish.updated_since else None
        yield from (row.ct_number for row in _search(asker, api, wish.query) if _changed(row, since))
    for number in (number.strip() for number in wish.ids):
        rows = _search(asker, api, {"number": number}) if _TRIAL.fullmatch(number) else ()
        found = [row.ct_number for row in rows if row.ct_number.startswith(number)]
        yield from found or [number]


def _search(asker: Asker, api: str, criteria: Mapping[str, Any]) -> Iterator[_Row]:
    """The rows of all pages; the first page is 1, and criteria must be there, though they may be empty."""
    page, received, announced = 1, 0, 0
    while True:
        found = asker.post(f"{api}/search", _found, _question(page, criteria))
        announced = found.pagination.total_records
        received += len(found.data)
        yield from found.data
        if page >= found.pagination.total_pages or not found.data:
            break
        page += 1
    if received < announced:
        raise Refused(f"CTIS announced {announced} trials and sent {received}; ask again")


def _question(page: int, criteria: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pagination": {"page": page, "size": PAGE_SIZE},
        "sort": {"property": "decisionDate", "direction": "DESC"},
        "searchCriteria": dict(criteria),
    }


def _changed(row: _Row, since: datetime.date | None) -> bool:
    """Whether a row says that its trial was updated on that day or later, or does not say."""
    if not since:
        return True
    days = [_day(text) for text in (row.last_updated, row.last_publication_update) if text]
    return not days or None in days or any(day and day >= since for day in days)


def _day(text: str) -> datetime.date | None:
    try:
        day, month, year = (int(part) for part in text.split("/"))
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _retrieve(asker: Asker, api: str, number: str) -> Document | Missing:
    """One record. An unknown number is answered with an empty object, or with a page for people."""
    if not NUMBER.fullmatch(number):
        reason = f"{shown(number)} is not a full EU CT number"
        return Missing(registry=NAME, registry_id=number, reason=reason, is_unknown=True)
    body = asker.get(f"{api}/retrieve/{number}", _record)
    sent = msgspec.json.decode(body, type=_Retrieved).ct_number
    if not sent:
        reason = "CTIS does not know this number"
        return Missing(registry=NAME, registry_id=number, reason=reason, is_unknown=True)
    if sent[:_TRIAL_LENGTH] != number[:_TRIAL_LENGTH]:
        return Missing(registry=NAME, registry_id=number, reason=f"CTIS sent another trial, {shown(sent)}")
    return Document(registry=NAME, registry_id=sent, body=body)


def _found(body: bytes) -> _Found:
    try:
        return msgspec.json.decode(body, type=_Found)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(str(error)) from error


def _record(body: bytes) -> bytes:
    try:
        msgspec.json.decode(body, type=_Retrieved)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(str(error)) from error
    return body
