"""An editor at a desk: opens pages of the admin, sends forms back, and is told what is wrong with them."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.html import parse, text
from tests.signing_in import let_in
from tests.site.admin_forms import Fields, fields_of
from trials.admin.read_only import ReadOnlyAdmin

# The models of the register that people edit.
EDITED = [
    model
    for model, model_admin in admin.site._registry.items()
    if model._meta.app_label == "trials" and not isinstance(model_admin, ReadOnlyAdmin)
]


def an_editor() -> Client:
    """A client logged in as one who may do everything, reading English."""
    client = Client(headers={"Accept-Language": "en"})
    let_in(client, User.objects.create_superuser(f"editor-{User.objects.count()}"))
    return client


def page_of(model: type[Model], page: str, *args: object) -> str:
    """The address of a page of the model's admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def get(client: Client, address: str, **params: Any) -> HttpResponse:
    return cast(HttpResponse, client.get(address, params))


def queries(client: Client, address: str, **params: Any) -> int:
    """How many queries the page takes, asked a second time so that nothing of it is new."""
    client.get(address, params)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address, params)
    assert answer.status_code == 200
    return len(caught)


def send(client: Client, thing: Model, **values: Any) -> Any:
    """The answer to the thing's form sent back with these values changed."""
    address = page_of(type(thing), "change", thing.pk)
    return client.post(address, fields_of(get(client, address)) | values)


def told(answer: Any) -> dict[str, list[str]]:
    """What a form that was not saved tells, by field; a part's fields with the part's name and number."""
    if answer.status_code == 302:
        return {}
    faults = dict(answer.context["adminform"].form.errors)
    for part in answer.context["inline_admin_formsets"]:
        for form in part.formset.forms:
            faults |= {f"{form.prefix}-{field}": messages for field, messages in form.errors.items()}
        if whole := part.formset.non_form_errors():
            faults[part.formset.prefix] = whole
    return {field: [str(message) for message in messages] for field, messages in faults.items()}


def with_rows(page: Fields, prefix: str, *rows: dict[str, str]) -> Fields:
    """The form with rows added to one of its tables."""
    at = int(str(page[f"{prefix}-TOTAL_FORMS"]))
    filled = {f"{prefix}-{at + n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return page | filled | {f"{prefix}-TOTAL_FORMS": str(at + len(rows))}


def listed(answer: HttpResponse) -> list[int]:
    """Primary keys of the rows of a list, in its order."""
    assert answer.status_code == 200
    rows: Any = answer
    return [row.pk for row in rows.context["cl"].result_list]


def messages_of(client: Client, address: str) -> list[str]:
    """What the next page tells of what was done."""
    page = parse(client.get(address).content)
    lists = [one for one in page.findall(".//ul") if one.get("class") == "messagelist"]
    return [text(item) for one in lists for item in one.findall("li")]
