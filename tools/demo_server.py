"""The server of ./run demo: this machine alone, quiet, and the address once it listens."""

import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def main() -> None:
    """Serve on the port of PORT until Ctrl-C."""
    port = int(os.environ["PORT"])
    server = Granian(
        "cartracker.wsgi:application",
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=2,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    server.on_startup(lambda: _tell(port))
    server.serve()


def _tell(port: int) -> None:
    print(
        f"""
CAR-T tracker is at http://127.0.0.1:{port}/ (Ctrl-C stops it)
To edit, make yourself an account with ./run manage createsuperuser and sign in at http://127.0.0.1:{port}/admin/
What you edit is kept in var/demo.
""",
        flush=True,
    )


if __name__ == "__main__":
    main()
