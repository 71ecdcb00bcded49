"""What ./run says to a machine that lacks something."""

import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.free_port import fault

ROOT = Path(__file__).resolve().parents[2]

FindPython = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def find_python(tmp_path: Path) -> FindPython:
    """The search of tools/environment.sh on a PATH with these scripts and nothing else."""

    def search(**scripts: str) -> "subprocess.CompletedProcess[str]":
        for name, body in scripts.items():
            script = tmp_path / name.replace("_", ".")
            script.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
            script.chmod(0o755)
        shell = shutil.which("sh") or "/bin/sh"
        return subprocess.run(
            [shell, "-euc", ". tools/environment.sh; find_python"],
            cwd=ROOT,
            env={"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    return search


def an_interpreter(version: str, *, has_venv: bool = True) -> str:
    """A script that answers the two questions the search asks of a Python."""
    return f"""case "$2" in
        *print*) echo {version} ;;
        *) exit {0 if has_venv else 1} ;;
    esac"""


def test_the_newest_python_that_can_make_an_environment_is_chosen(find_python: FindPython) -> None:
    found = find_python(
        python3_13=an_interpreter("3.13", has_venv=False),
        python3_12=an_interpreter("3.12"),
        python3_11=an_interpreter("3.11"),
    )

    assert Path(found.stdout.strip()).name == "python3.12"


def test_a_machine_without_python_is_told_what_to_install(find_python: FindPython) -> None:
    missing = find_python()

    assert (missing.returncode, missing.stdout, missing.stderr) == (
        1,
        "",
        "There is no Python 3.11 or newer on PATH (on Debian: apt install python3 python3-venv).\n",
    )


@pytest.mark.parametrize("version", ["2.7", "3.9", "3.10"])
def test_an_old_python_is_named(find_python: FindPython, version: str) -> None:
    old = find_python(python3=an_interpreter(version))

    assert old.stderr == (
        f"There is no Python 3.11 or newer on PATH, python3 is {version} "
        "(on Debian: apt install python3 python3-venv).\n"
    )


def test_a_missing_venv_module_is_named_with_its_package(find_python: FindPython) -> None:
    bare = find_python(python3=an_interpreter("3.11", has_venv=False))

    assert bare.stderr == ("Python 3.11 has no venv module here (on Debian and Ubuntu: apt install python3.11-venv).\n")


def test_an_unknown_command_is_refused() -> None:
    refused = subprocess.run([ROOT / "run", "dance"], capture_output=True, text=True, check=False)

    assert (refused.returncode, refused.stderr) == (
        1,
        "There is no ./run dance; ./run help says what there is.\n",
    )


def test_a_taken_port_is_named_with_another_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        assert fault(port) == (f"Port {port} is taken by another program: choose another, such as --port {port + 1}.")


def test_a_free_port_has_no_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

    assert fault(port) == ""


def test_a_number_that_is_no_port_is_refused() -> None:
    assert fault(65536) == "65536 is not a port: give a number from 1 to 65535, such as --port 8001."
