"""People of each role, and how they get into the admin."""

import subprocess
import sys
from pathlib import Path
from typing import Literal, get_args

from tests.browser.windows import Window

Role = Literal["coordinator", "editor", "administrator", "superuser"]
PASSWORD = "a-long-password-for-browsers"
# A role is the group of its name.
MAKE = f"""
from django.contrib.auth.models import Group, User
for role in {get_args(Role)}:
    person = User.objects.create_user(role, f"{{role}}@example.no", {PASSWORD!r}, is_staff=True)
    person.is_superuser = role == "superuser"
    person.save()
    person.groups.set(Group.objects.filter(name=role))
"""


def make_accounts(environment: dict[str, str], root: Path) -> None:
    """An account for each role, of the role's name, in the site's database."""
    shell = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", MAKE]
    subprocess.run(shell, cwd=root, env=environment, check=True)


def sign_in(window: Window, role: Role) -> None:
    """Sign in by the page for it; the window is then on the first page of the admin."""
    window.open("/admin/login/")
    window.page.locator("#id_username").fill(role)
    window.page.locator("#id_password").fill(PASSWORD)
    with window.page.expect_navigation():
        window.page.locator("#login-form [type=submit]").click()
    assert window.page.url == f"{window.site}/admin/"
