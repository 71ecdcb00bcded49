"""Say in one sentence if a port of this machine cannot be served on: free_port.py PORT."""

import errno
import socket
import sys

ADDRESS = "127.0.0.1"


def fault(port: int) -> str:
    """Why ADDRESS cannot be served on `port`; empty if it can."""
    if not 0 < port < 65536:
        return f"{port} is not a port: give a number from 1 to 65535, such as --port 8001."
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((ADDRESS, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is taken by another program: choose another, such as --port {port + 1}."
            return f"Port {port} cannot be used ({error.strerror}): choose another, such as --port 8001."
    return ""


if __name__ == "__main__":
    sys.exit(fault(int(sys.argv[1])) or None)
