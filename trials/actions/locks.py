"""One process at a time for a piece of work, whatever the number of processes and machines.

Both locks end with the process that holds them, however it ends.
"""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, cast

from django.db import DatabaseError, connection


class Busy(Exception):
    """Another process is at it."""


def alone(work: str, *, part: int = 0, file: str = "") -> AbstractContextManager[None]:
    """The lock of a piece of work, of a part of it; Busy on entering, where another process has it.

    On SQLite it is a file beside the database, named after `file`, else after the work.
    """
    if connection.vendor == "postgresql":
        # The first half of PostgreSQL's advisory locks of ours says which work.
        return _advisory_lock([zlib.crc32(f"cartracker {work}".encode()) >> 1, part])
    if cast(Any, connection).is_in_memory_db():
        return nullcontext()  # no other process can know it
    database = Path(connection.settings_dict["NAME"])
    return _file_lock(database.with_name(f"{database.name}.{file or work}.lock"))


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    """A lock on the file at `path`, which stays: whoever deleted it might delete another's."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield


@contextmanager
def _advisory_lock(key: list[int]) -> Iterator[None]:
    """A lock of the session, which no rollback ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        is_ours = cursor.fetchone() == (True,)
    if not is_ours:
        raise Busy
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # a session that is gone holds no lock
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
