"""People of each role, and how they get into the admin."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Literal, get_args

from tests.browser.windows import Window

Role = Literal["coordinator", "editor", "administrator", "superuser"]
PASSWORD = "a-long-password-for-browsers"
# Who signs in for the first time, one for each test of it.
NEWCOMERS = ("newcomer-app", "newcomer-key")
# A role is the group of its name. Everybody of a role has sessions in store, begun with a code of an app: what a window
# needs is one of them; that they are begun so is for test_signing_in.py.
MAKE = f"""
import json
from django.contrib.auth.models import Group, User
from django.test import Client
from tests.signing_in import let_in
sessions = {{}}
for role in {get_args(Role)}:
    person = User.objects.create_user(role, f"{{role}}@example.no", {PASSWORD!r}, is_staff=True)
    person.is_superuser = role == "superuser"
    person.save()
    person.groups.set(Group.objects.filter(name=role))
    for _ in range(40):
        client = Client()
        let_in(client, person)
        sessions.setdefault(role, []).append(client.session.session_key)
for name in {NEWCOMERS}:
    User.objects.create_user(name, password={PASSWORD!r}, is_staff=True, is_superuser=True)
print(json.dumps(sessions))
"""
Sessions = dict[str, list[str]]


def make_accounts(environment: dict[str, str], root: Path) -> Sessions:
    """An account for each role, of the role's name, in the site's database; the keys of their sessions."""
    shell = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", MAKE]
    made = subprocess.run(shell, cwd=root, env=environment, check=True, stdout=subprocess.PIPE)
    sessions: Sessions = json.loads(made.stdout)
    return sessions


def enter(window: Window, session: str) -> None:
    """Have the window be in that session, on the first page of the admin."""
    host = window.site.removeprefix("http://").partition(":")[0]
    cookie = {"name": "sessionid", "value": session, "domain": host, "path": "/admin/"}
    window.page.context.add_cookies([cookie])  # type: ignore[list-item]
    window.open("/admin/")
    assert window.page.url == f"{window.site}/admin/"
