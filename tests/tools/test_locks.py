"""The check that the locks say what pyproject.toml asks for."""

from pathlib import Path

from tools.locks import read_lock, unasked, unmet

LOCK = """\
django==5.2.19 \\
    --hash=sha256:00
    # via
    #   cartracker (pyproject.toml)
sqlparse==0.6.1 \\
    --hash=sha256:00
    # via django
"""


def a_lock(folder: Path, text: str) -> Path:
    path = folder / "base.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_lock_is_read_as_its_pins(tmp_path: Path) -> None:
    assert read_lock(a_lock(tmp_path, LOCK)) == ({"django": "5.2.19", "sqlparse": "0.6.1"}, [])


def test_a_pin_without_a_hash_is_a_fault(tmp_path: Path) -> None:
    _, faults = read_lock(a_lock(tmp_path, LOCK + "babel==2.18.0\n    # via django\n"))

    assert faults == ["base.txt: babel has no hash"]


def test_two_versions_of_one_package_are_a_fault(tmp_path: Path) -> None:
    _, faults = read_lock(a_lock(tmp_path, LOCK + "Django==5.1 ; python_version < '3.12' --hash=sha256:00\n"))

    assert faults == ["base.txt: django has two versions; every Python gets the same one"]


def test_an_address_in_a_lock_is_a_fault(tmp_path: Path) -> None:
    _, faults = read_lock(a_lock(tmp_path, "--find-links https://packages.example\n" + LOCK))

    assert faults == ["base.txt: holds an address; where packages come from is each machine's own matter"]


def test_a_requirement_outside_the_lock_is_named_with_what_is_locked() -> None:
    asked = ["django>=5.2,<5.3", "sqlparse>=1", "psycopg[binary]"]

    assert unmet(asked, {"django": "5.2.19", "sqlparse": "0.6.1"}, "base.txt") == [
        "base.txt: sqlparse>=1 is asked for, 0.6.1 is locked",
        "base.txt: psycopg[binary] is asked for, nothing is locked",
    ]


def test_a_package_nobody_asks_for_any_more_is_named(tmp_path: Path) -> None:
    assert unasked(["sqlparse"], a_lock(tmp_path, LOCK)) == ["base.txt: django is locked and not asked for"]
