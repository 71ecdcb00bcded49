"""Random requests to the admin's lists: never a fault of ours, and a wrong question never gets rows for an answer."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from tests.admin.desk import an_editor
from tests.fuzz.admin_addresses import admin_addresses, admins
from tests.fuzz.judge import is_bad_on_its_face

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

REQUESTS = 50
SEEDS = range(6)
MORE_SEEDS = range(6, 120)
OWN = {"q", "p", "o", "all", "_popup", "_to_field", "_facets"}
ROWS = b'id="result_list"'


def is_unknown(address: str) -> bool:
    """Whether a list is asked by a name that it does not declare, or by one of its names twice."""
    path = urlsplit(address).path.split("/")
    names = [name for name, _value in parse_qsl(urlsplit(address).query, keep_blank_values=True)]
    known = OWN | {spec.parameter_name for spec in admins()[path[3]].list_filter}  # type: ignore[attr-defined]
    return path[4:] == [""] and (bool(set(names) - known) or len(set(names)) < len(names))


def faults(client: Client, address: str) -> list[str]:
    """What is wrong with the answer to a request."""
    answer = client.get(address)
    told = [] if answer.status_code in {200, 302, 400, 403, 404} else [f"status {answer.status_code}"]
    if is_bad_on_its_face(address) and answer.status_code != 400:
        told.append(f"bad input, status {answer.status_code}")
    if not is_bad_on_its_face(address) and is_unknown(address) and answer.status_code != 400:
        told.append(f"unknown parameter, status {answer.status_code}")
    if answer.status_code == 400 and ROWS in answer.content:
        told.append("rows for a wrong question")
    return told


def check(seed: int) -> None:
    client = an_editor()
    client.raise_request_exception = False

    told = {address: told for address in admin_addresses(seed, REQUESTS) if (told := faults(client, address))}

    assert told == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_three_hundred_random_requests_to_the_admin_get_what_they_deserve(seed: int) -> None:
    check(seed)


@pytest.mark.full
@pytest.mark.parametrize("seed", MORE_SEEDS)
def test_thousands_of_random_requests_to_the_admin_get_what_they_deserve(seed: int) -> None:
    check(seed)


def test_the_requests_are_of_every_kind() -> None:
    asked = [address for seed in SEEDS for address in admin_addresses(seed, REQUESTS)]

    paths = {urlsplit(address).path for address in asked}
    assert {f"/admin/trials/{name}/" for name in admins()} <= paths
    assert sum(map(is_bad_on_its_face, asked)) > 5
    assert sum(is_unknown(address) for address in asked) > 50
