"""A database as production has it, for processes of their own: in no transaction, and gone after the test."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """The address of an empty database of the engine that the tests run on; that of SQLite is a file in `folder`."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/db.sqlite3"
        return
    settings: dict[str, Any] = connection.settings_dict
    name = f"own_{os.getpid()}"
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


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is written inside never was; the product takes this for no transaction, as it does that of a test."""
    outermost: Any = transaction.atomic()
    outermost._from_testcase = True
    with outermost:
        try:
            yield
        finally:
            transaction.set_rollback(True)


def migrate(database: str) -> None:
    """Give an own database its tables. A copy of that of the tests, where it can be had, is quicker than migrations."""
    if connection.vendor != "sqlite":
        manage(database, "migrate", "--verbosity", "0")
        return
    connection.ensure_connection()
    Path(database.removeprefix("sqlite:///")).write_bytes(connection.connection.serialize())


def manage(database: str, *command: str) -> str:
    """What manage.py prints."""
    environment = os.environ | {"DATABASE_URL": database}
    ran = [sys.executable, "manage.py", *command]
    return subprocess.run(ran, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def shell(database: str, code: str) -> str:
    """What code in a process of its own prints."""
    return manage(database, "shell", "--no-imports", "--command", code)
