"""Random requests to every public page: never a fault of ours, never a wrong list, the same on both databases.

The same seed makes the same requests. Where FUZZ_ANSWERS names a folder, the first run leaves its answers there and
the next, on the other database, must give the very same (./run test --all does so).
"""

import csv
import hashlib
import io
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.fuzz import judge
from tests.fuzz.addresses import PARAMETERS, addresses
from tests.views.workbook import read
from trials.outputs.spreadsheet import CONTENT_TYPE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

REQUESTS = 50
SEEDS = range(20)
MORE_SEEDS = range(20, 220)
RECORD = re.compile(r'href="/(?:nb|nn|en)/(studies|indications|sites|sponsors|products)/([-\w]+)/"')
ELSEWHERE = re.compile(r'<section class="nothing".*?</section>', re.DOTALL)
TITLE = re.compile(r"<title>.+ – CAR-T tracker</title>", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What a request got; `records` are the records that the page or file names, in its order."""

    address: str
    status: int
    kind: str
    location: str
    records: list[str]
    body: str


def ask(client: Client, address: str) -> Answer:
    """The answer to one request; a fault of ours is an answer too."""
    response = client.get(address, headers={"Accept-Language": "nn"})
    content: bytes = response.getvalue()
    kind = response.get("Content-Type", "").split(";")[0]
    text = "" if kind == CONTENT_TYPE else content.decode()
    if kind == "text/csv":
        records = [f"studies/{row['slug']}" for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
    elif kind == CONTENT_TYPE:
        _header, *rows = next(iter(read(content).sheets.values()))
        records = [f"studies/{row[0]}" for row in rows]
    else:
        # What is open elsewhere, told where nothing of the list is open, is no part of the list.
        own = ELSEWHERE.sub("", text)
        records = list(dict.fromkeys("/".join(found) for found in RECORD.findall(own)))
    is_page = TITLE.search(text) or kind != "text/html" or (isinstance(response, HttpResponse) and not content)
    return Answer(
        address,
        response.status_code if is_page else 0,
        kind,
        response.get("Location", ""),
        records,
        hashlib.sha256(content).hexdigest(),
    )


def faults(got: Answer) -> list[str]:
    """What is wrong with an answer."""
    told = []
    if got.status not in {200, 300, 301, 302, 400, 404}:
        told.append(f"status {got.status}")
    if judge.is_bad_on_its_face(got.address) and got.status not in {400, 404}:
        told.append(f"bad input, status {got.status}")
    if (kind := judge.list_asked(got.address)) and not judge.is_bad_on_its_face(got.address):
        told += faults_of_a_list(kind, got)
    return told


def faults_of_a_list(kind: str, got: Answer) -> list[str]:
    """What is wrong with the answer of a list to a question that can be read."""
    asked = judge.question(got.address)
    if judge.is_wrong(kind, asked):
        return [] if (got.status, got.records) == (400, []) else [f"wrong question, status {got.status}, {got.records}"]
    if kind == "studies" and judge.asks_from_a_place(asked):
        return [] if got.status in {200, 404} or (got.status, got.records) == (400, []) else [f"status {got.status}"]
    told = [] if got.status in {200, 404} else [f"right question, status {got.status}"]
    if got.status == 404 and (got.records or "page" not in asked):
        told.append(f"no such page, but {got.records}")
    if got.status == 200 and (got.kind in {"text/csv", CONTENT_TYPE}) != ("format" in asked):
        told.append(f"the question says format={asked.get('format')}, the answer is {got.kind}")
    if kind == "studies" and "q" not in asked:
        status, slugs = judge.studies(asked)
        if (got.status, got.records) != (status, [f"studies/{slug}" for slug in slugs]):
            told.append(f"{got.status} {got.records} instead of {status} {slugs}")
    return told


def check(seed: int, client: Client) -> None:
    got = [ask(client, address) for address in addresses(seed, REQUESTS)]

    assert {answer.address: told for answer in got if (told := faults(answer))} == {}
    assert [pair for pair in zip(got, answers_before(seed, got), strict=True) if pair[0] != pair[1]] == []


def answers_before(seed: int, got: list[Answer]) -> list[Answer]:
    """What the other database answered; these answers themselves where there was none."""
    folder = os.environ.get("FUZZ_ANSWERS")
    if not folder:
        return got
    file = Path(folder) / f"{seed}.json"
    if not file.exists():
        file.write_text(json.dumps([asdict(answer) for answer in got]), encoding="utf-8")
    return [Answer(**answer) for answer in json.loads(file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_random_requests_get_what_they_deserve(seed: int, client: Client) -> None:
    check(seed, client)


@pytest.mark.full
@pytest.mark.parametrize("seed", MORE_SEEDS)
def test_ten_thousand_random_requests_get_what_they_deserve(seed: int, client: Client) -> None:
    check(seed, client)


def test_the_same_seed_asks_the_same() -> None:
    assert addresses(1, 100) == addresses(1, 100) != addresses(2, 100)


def test_the_requests_are_of_every_kind() -> None:
    asked = [address for seed in SEEDS for address in addresses(seed, REQUESTS)]

    lists = [(kind, judge.question(one)) for one in asked if (kind := judge.list_asked(one))]
    wrong = [question for kind, question in lists if judge.is_wrong(kind, question)]
    bad = [one for one in asked if judge.is_bad_on_its_face(one)]
    right = [question for kind, question in lists if kind == "studies" and not judge.is_wrong(kind, question)]
    assert {kind for kind, _question in lists} == {"studies", "sites", "sponsors", "products"}
    assert (len(wrong) > 150, len(bad) > 20, len(right) > 150) == (True, True, True)
    assert {name for question in right for name in question} == set(PARAMETERS["studies"])
