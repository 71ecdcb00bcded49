"""One run of an import at a time for each registry, whatever the number of processes and machines.

Both locks end with the process that holds them, however it ends.
"""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, cast

from django.db import DatabaseError, connection

from trials.choices import Registry

# The first half of PostgreSQL's advisory locks of ours; the second says which registry.
_IMPORTS = zlib.crc32(b"cartracker imports") >> 1


class AnotherRun(Exception):
    """Another run of this registry's import is under way."""

    def __init__(self, registry: Registry) -> None:
        super().__init__(f"Another import of {registry.label} is under way; this one has changed nothing.")


def only_run(registry: Registry) -> AbstractContextManager[None]:
    """The lock of a registry's imports; AnotherRun on entering, where another process has it."""
    if connection.vendor == "postgresql":
        return _advisory_lock(registry)
    if cast(Any, connection).is_in_memory_db():
        return nullcontext()  # no other process can know it
    database = Path(connection.settings_dict["NAME"])
    return file_lock(database.with_name(f"{database.name}.{registry.lower()}.lock"), registry)


@contextmanager
def file_lock(path: Path, registry: Registry) -> Iterator[None]:
    """A lock on the file at `path`, which stays: whoever deleted it might delete another's."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherRun(registry) from error
        yield


@contextmanager
def _advisory_lock(registry: Registry) -> Iterator[None]:
    """A lock of the session, which no rollback ends."""
    key = [_IMPORTS, list(Registry).index(registry)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        is_ours = cursor.fetchone() == (True,)
    if not is_ours:
        raise AnotherRun(registry)
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # a session that is gone holds no lock
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
