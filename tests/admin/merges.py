"""Two editors who merge the same two sponsors at the same moment, each into the other (`manage.py shell` runs it)."""

import json
import sys
from multiprocessing import get_context
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from tests.admin.hands import page_of
from tests.html import parse, texts
from tests.signing_in import let_in
from trials.models import Sponsor


def merge_at_once(one: int, other: int) -> None:
    """Merge each into the other; prints what either editor was told."""
    connection.close()  # a connection must not be shared with a child
    context = get_context("fork")
    together, told = context.Barrier(2), context.SimpleQueue()
    pairs = [("editor-0", one, other), ("editor-1", other, one)]
    editors = [context.Process(target=_merge, args=(*pair, together, told)) for pair in pairs]
    for editor in editors:
        editor.start()
    answers = [told.get() for _ in editors]
    for editor in editors:
        editor.join()
    sys.stdout.write(json.dumps(answers))


def _merge(name: str, keep: int, gone: int, together: Any, told: Any) -> None:
    client = Client(headers={"Accept-Language": "en"}, SERVER_NAME="localhost")
    let_in(client, User.objects.get(username=name))
    page = parse(client.get(page_of(Sponsor, "merge"), {"thing": [keep, gone]}).content)
    fields = [field for field in page.findall(".//form[@id='merge_form']//input") if field.get("name")]
    form: dict[str, list[str]] = {}
    for field in fields:
        form.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    together.wait()
    answer = client.post(page_of(Sponsor, "merge"), form | {"reason": ["One person"]}, follow=True)
    shown = parse(cast(HttpResponse, answer).content)
    told.put([*texts(shown, ".//ul[@class='messagelist']/li"), *texts(shown, ".//p[@class='errornote']")])
