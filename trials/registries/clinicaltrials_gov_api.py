"""How ClinicalTrials.gov is asked: its API v2, 2.0.5, which pages with a token and repeats all parameters."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from trials.registries.base import Asker, Document, Missing, Refused, Wish, shown
from trials.registries.http import NotAnswered

T = TypeVar("T")

NAME = "ctgov"
NUMBER = re.compile(r"NCT[0-9]{8}")

PAGE_SIZE = 100
_IDS_AT_ONCE = 50
_NOT_FOUND = 404


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    pass


class _Version(_Part, frozen=True):
    data_timestamp: str


class _Page(_Part, frozen=True):
    studies: list[msgspec.Raw]
    next_page_token: str = ""
    total_count: int | None = None


class _Ids(_Part, frozen=True):
    nct_id: str
    nct_id_aliases: tuple[str, ...] = ()


class _Identified(_Part, frozen=True):
    identification_module: _Ids


class _Study(_Part, frozen=True):
    protocol_section: _Identified


def fetch(asker: Asker, base_url: str, wish: Wish) -> Iterator[Document | Missing]:
    """The records wanted, each once, with the time of the data set, which is asked for first.

    A number that the registry does not know is Missing; an alias brings the study that it is an alias of. Raises
    NotAnswered when the registry stops answering, and Refused when it sent less than it announced: what came before
    stands.
    """
    api = f"{base_url.rstrip('/')}/api/v2"
    version = asker.get(f"{api}/version", _version)
    found = _by_ids(asker, api, wish.ids) if wish.ids else _by_query(asker, api, _parameters(wish))
    seen = set[str]()
    for record in found:
        if isinstance(record, Missing):
            yield record
            continue
        ids = _ids(record)
        if not ids or ids.nct_id not in seen:
            seen |= {ids.nct_id} if ids else set()
            yield Document(registry=NAME, registry_id=ids.nct_id if ids else "", body=record, data_of=version)


def _parameters(wish: Wish) -> dict[str, str]:
    """The query, and the day since when in the registry's own language."""
    parameters = {name: str(value) for name, value in wish.query.items()}
    if wish.updated_since:
        since = f"AREA[LastUpdatePostDate]RANGE[{wish.updated_since},MAX]"
        term = parameters.get("query.term")
        parameters["query.term"] = f"({term}) AND {since}" if term else since
    return parameters


def _by_query(asker: Asker, api: str, parameters: Mapping[str, str]) -> Iterator[bytes]:
    """The records of all pages; Refused when they are fewer than the first page announced."""
    announced, received = 0, 0
    for page in _pages(asker, api, parameters):
        announced = page.total_count or announced
        received += len(page.studies)
        yield from map(bytes, page.studies)
    if received < announced:
        raise Refused(f"ClinicalTrials.gov announced {announced} studies and sent {received}; ask again")


def _pages(asker: Asker, api: str, parameters: Mapping[str, str]) -> Iterator[_Page]:
    fixed = {**parameters, "pageSize": str(PAGE_SIZE), "countTotal": "true"}
    tokens = list[str]()
    while True:
        page = asker.get(f"{api}/studies", _page, fixed | ({"pageToken": tokens[-1]} if tokens else {}))
        yield page
        if not page.next_page_token:
            return
        if page.next_page_token in tokens:
            raise Refused("ClinicalTrials.gov sends the same page again and again")
        tokens.append(page.next_page_token)


def _by_ids(asker: Asker, api: str, wanted: Sequence[str]) -> Iterator[bytes | Missing]:
    """The studies of these numbers, many at once; what did not come is asked for alone, which follows aliases."""
    numbers = list(dict.fromkeys(number.strip().upper() for number in wanted))
    known = [number for number in numbers if NUMBER.fullmatch(number)]
    for number in numbers:
        if number not in known:
            reason = f"{shown(number)} is not an NCT number"
            yield Missing(registry=NAME, registry_id=number, reason=reason, is_unknown=True)
    for start in range(0, len(known), _IDS_AT_ONCE):
        left = dict.fromkeys(known[start : start + _IDS_AT_ONCE])
        for page in _pages(asker, api, {"filter.ids": ",".join(left)}):
            for record in map(bytes, page.studies):
                ids = _ids(record)
                for number in (ids.nct_id, *ids.nct_id_aliases) if ids else ():
                    left.pop(number, None)
                yield record
        yield from (_alone(asker, api, number) for number in left)


def _alone(asker: Asker, api: str, number: str) -> bytes | Missing:
    try:
        record: bytes = asker.get(f"{api}/studies/{number}", _record)
    except NotAnswered as error:
        if error.status != _NOT_FOUND:
            raise
        reason = "ClinicalTrials.gov does not know this number"
        return Missing(registry=NAME, registry_id=number, reason=reason, is_unknown=True)
    return record


def _version(body: bytes) -> str:
    return _decoded(body, _Version).data_timestamp


def _page(body: bytes) -> _Page:
    return _decoded(body, _Page)


def _record(body: bytes) -> bytes:
    _decoded(body, _Study)
    return body


def _ids(record: bytes) -> _Ids | None:
    """The numbers of a record; None where it has none to be read, which its reader will tell."""
    try:
        return _decoded(record, _Study).protocol_section.identification_module
    except Refused:
        return None


def _decoded(body: bytes, layout: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=layout)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(str(error)) from error
