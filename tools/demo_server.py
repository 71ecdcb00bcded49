"""Gunicorn's settings for ./run demo: this machine alone, quiet, and the address once it answers."""

import os

port = int(os.environ["PORT"])
bind = f"127.0.0.1:{port}"
workers = 2
threads = 2
loglevel = "warning"
control_socket_disable = True


def when_ready(server: object) -> None:
    """Gunicorn calls this when it listens."""
    print(
        f"""
CAR-T tracker is at http://127.0.0.1:{port}/ (Ctrl-C stops it)
To edit, make yourself an account with ./run manage createsuperuser and sign in at http://127.0.0.1:{port}/admin/
What you edit is kept in var/demo.
""",
        flush=True,
    )
