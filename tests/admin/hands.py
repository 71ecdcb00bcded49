"""A person at the admin's forms: reads a page, changes some fields, sends it back."""

from typing import cast

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.html import parse, text
from tests.signing_in import let_in
from tests.site.admin_forms import Fields, fields_of


def page_of(model: type[Model], page: str, *args: object) -> str:
    """The address of a page of the admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def person(name: str, **fields: str) -> Client:
    """A person who may do everything, signed in, reading English."""
    client = Client(headers={"Accept-Language": "en"})
    let_in(client, User.objects.create_superuser(name, **fields))
    return client


def form_of(client: Client, thing: Model) -> Fields:
    """The form of a record as the person gets to see it now."""
    return fields_of(cast(HttpResponse, client.get(page_of(type(thing), "change", thing.pk))))


def send(client: Client, thing: Model, form: Fields, **values: str) -> HttpResponse:
    """The answer to a form with some fields changed."""
    return cast(HttpResponse, client.post(page_of(type(thing), "change", thing.pk), form | values))


def rows_of(answer: HttpResponse) -> list[list[str]]:
    """The table of what was changed meanwhile, cell by cell."""
    (table,) = parse(answer.content).findall(".//section[@class='settlement']//table")
    return [[" ".join(text(cell).split()) for cell in row] for row in table.findall("tbody/tr")]


def told(answer: HttpResponse) -> list[str]:
    """The errors of the page."""
    lists = parse(answer.content).findall(".//ul[@class]")
    return [text(item) for one in lists if "errorlist" in (one.get("class") or "") for item in one.findall("li")]
