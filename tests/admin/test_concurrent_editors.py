"""Many people save the same study at the same time, on a database as production has it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
MAKE = """
from django.contrib.auth.models import User
from tests.factories import make_study
for number in range({editors}):
    User.objects.create_superuser(f"editor-{{number}}")
print(make_study("busy", identifiers=[], caution_nb="Verdt å vite.").pk)
"""
EDIT = "from tests.admin.editors import let_loose; let_loose({study}, {editors}, {saves})"
READ = """
import json
from trials.models import Study
study = Study.objects.get()
print(json.dumps({
    "words": study.caution_nb.split(),
    "numbers": sorted(study.identifiers.values_list("value", flat=True)),
    "version": study.version,
    "history": study.history.filter(history_user__isnull=False).count(),
}))
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the engine that the tests run on, in no transaction."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/db.sqlite3"
        return
    settings: dict[str, Any] = connection.settings_dict
    name = f"editors_{os.getpid()}"
    server = {
        "host": settings["HOST"],
        "port": settings["PORT"] or None,
        "user": settings["USER"],
        "dbname": "postgres",
    }
    with psycopg.connect(**server, autocommit=True) as held:
        held.execute(f'CREATE DATABASE "{name}"')
        yield f"postgresql://{settings['USER']}@{settings['HOST'].replace('/', '%2F')}/{name}"
        held.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(database: str, *command: str) -> str:
    """What manage.py prints."""
    environment = os.environ | {"DATABASE_URL": database}
    ran = [sys.executable, "manage.py", *command]
    return subprocess.run(ran, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def shell(database: str, code: str) -> str:
    return manage(database, "shell", "--no-imports", "--command", code)


@pytest.mark.parametrize(
    ("editors", "saves"), [(10, 2), pytest.param(50, 4, marks=pytest.mark.full)], ids=["few", "many"]
)
def test_no_save_of_many_at_once_is_lost(editors: int, saves: int, database: str) -> None:
    manage(database, "migrate", "--verbosity", "0")
    study = shell(database, MAKE.format(editors=editors))

    shell(database, EDIT.format(study=study, editors=editors, saves=saves))

    found = json.loads(shell(database, READ))
    marks = {f"mark-{number}-{save}" for number in range(editors) for save in range(saves)}
    assert sorted(found["words"]) == sorted(["Verdt", "å", "vite.", *marks])
    assert found["numbers"] == sorted(marks)
    assert found["version"] == 1 + editors * saves
