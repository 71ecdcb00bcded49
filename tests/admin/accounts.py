"""What an administrator does with people's accounts, by the forms of the admin."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from tests.html import parse, text
from tests.signing_in import let_in
from tests.site.admin_forms import Fields, fields_of

PASSWORD = "Seven-red-kayaks"
PEOPLE = "/admin/auth/user/"


def browser_of(person: User, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    let_in(client, person)
    return client


def get(client: Client, address: str) -> HttpResponse:
    return cast(HttpResponse, client.get(address))


def page_of(person: User) -> str:
    return f"{PEOPLE}{person.pk}/change/"


def errors(answer: HttpResponse) -> list[str]:
    if answer.status_code == 302:
        return []
    lists = parse(answer.content).findall(".//ul[@class]")
    return [text(item) for one in lists if "errorlist" in (one.get("class") or "") for item in one.findall("li")]


def form_fields(answer: HttpResponse) -> Fields:
    """The form as shown. Several boxes of one name are one list."""
    page = parse(answer.content)
    ticked = [
        box.get("value", "") for box in page.findall(".//input[@name='groups']") if box.get("checked") is not None
    ]
    return fields_of(answer) | {"groups": ticked}


def change(client: Client, person: User, **values: str | list[str] | None) -> HttpResponse:
    """The answer to the person's form with these values changed; None leaves a box unticked."""
    fields = form_fields(get(client, page_of(person))) | values
    sent = {name: value for name, value in fields.items() if value is not None}
    return cast(HttpResponse, client.post(page_of(person), sent))


def roles_of(person: User) -> list[str]:
    return sorted(person.groups.values_list("name", flat=True))


def new_person(client: Client, **values: str | list[str]) -> HttpResponse:
    filled: Fields = {
        "username": "ola.hansen",
        "first_name": "Ola",
        "last_name": "Hansen",
        "email": "ola@example.no",
        "groups": ["coordinator"],
    }
    return cast(HttpResponse, client.post(f"{PEOPLE}add/", filled | values))
