"""What the room may touch."""

import ast
from pathlib import Path

import trials.registries

ROOM = Path(trials.registries.__file__).parent
NETWORK = {"urllib3", "socket", "ssl", "http.client", "urllib.request", "requests", "httpx", "asyncio"}
# The words may use Django's translations; nothing here may know its settings or its database.
ELSEWHERE = {"django", "cartracker", "trials.models"}


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_one_module_alone_opens_connections() -> None:
    assert [path.name for path in sorted(ROOM.rglob("*.py")) if imported(path) & NETWORK] == ["http.py"]


def test_no_module_knows_the_settings_or_the_database() -> None:
    known = {name for path in ROOM.rglob("*.py") for name in imported(path)}

    assert {name for name in known if name in ELSEWHERE or name.split(".")[0] in ELSEWHERE} == set()
