"""A PostgreSQL of our own, with the settings of a small server, on a socket in a folder that goes afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = (
    "-c listen_addresses= -c shared_buffers=1GB -c work_mem=64MB -c maintenance_work_mem=512MB -c max_wal_size=8GB"
)


@contextmanager
def postgres() -> Iterator[tuple[str, Path]]:
    """The address of an empty database, and the folder that it fills."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _run(
            programs / "initdb",
            f"--pgdata={data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        _run(
            programs / "pg_ctl",
            "start",
            "--wait",
            f"--pgdata={data}",
            f"--log={folder}/log",
            f"--options=-k {folder} {SETTINGS}",
        )
        try:
            _run(programs / "createdb", "--host", name, "--username", "postgres", "cartracker")
            yield f"postgresql://postgres@{name.replace('/', '%2F')}/cartracker", data
        finally:
            _run(programs / "pg_ctl", "stop", "--mode=immediate", f"--pgdata={data}")


def _run(program: Path, *arguments: str) -> None:
    """PostgreSQL refuses to run as root."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_postgres, str(program), *arguments], cwd="/", check=True, stdout=subprocess.DEVNULL)
