"""Several people at one study at once, each in a process of its own (`manage.py shell` runs `let_loose`).

Each adds words to the study's caution, and numbers of the study, again and again, and begins anew whenever the page
says that another was first.
"""

import sys
from http.cookies import SimpleCookie
from multiprocessing import get_context

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils.translation import override

from tests.admin.hands import form_of, send, told
from tests.signing_in import let_in
from trials.admin.editing import CHANGED_MEANWHILE, REFUSED
from trials.models import Study

MOST_TRIES = 500


def let_loose(study: int, editors: int, saves: int) -> None:
    """That many editors save that often; prints how many tries were in vain, and the most for one save.

    All are signed in before the first saves: among saves without a pause SQLite lets few others write in time.
    """
    clients = [signed_in(number) for number in range(editors)]
    connection.close()  # a connection must not be shared with a child
    with get_context("fork").Pool(editors) as pool:
        work = [(client.cookies, study, number, saves) for number, client in enumerate(clients)]
        tries = pool.starmap(edit, work, chunksize=1)
    counts = [count for of_one in tries for count in of_one]
    sys.stdout.write(f"{sum(counts) - len(counts)} {max(counts)}\n")


def signed_in(number: int) -> Client:
    """A window of an editor."""
    client = a_client()
    let_in(client, User.objects.get(username=f"editor-{number}"))
    return client


def a_client() -> Client:
    """A window of nobody yet."""
    return Client(headers={"Accept-Language": "en"}, SERVER_NAME="localhost")


def edit(cookies: SimpleCookie, key: int, number: int, saves: int) -> list[int]:
    """How many tries each save of one editor took."""
    client = a_client()
    client.cookies = cookies
    study = Study.objects.get(pk=key)
    return [save(client, study, f"mark-{number}-{count}") for count in range(saves)]


def save(client: Client, study: Study, mark: str) -> int:
    """How many tries it took until the mark was saved."""
    for tried in range(1, MOST_TRIES + 1):
        form = form_of(client, study)
        rows = int(str(form["identifiers-TOTAL_FORMS"]))
        mine = {
            "caution_nb": f"{form['caution_nb']} {mark}",
            "identifiers-TOTAL_FORMS": str(rows + 1),
            f"identifiers-{rows}-scheme": "SPONSOR_PROTOCOL",
            f"identifiers-{rows}-value": mark,
        }
        answer = send(client, study, form, **mine)
        if answer.status_code == 302:
            return tried
        with override("en"):
            assert told(answer) in ([str(CHANGED_MEANWHILE)], [str(REFUSED)])
    raise AssertionError(f"{mark} was refused {MOST_TRIES} times.")
