"""Datasette on the same studies, with the facets that we show, in an environment of its own under var/bench."""

import http.client
import socket
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from msgspec import json

from tests.bench.serving import ROOT
from trials.places import countries_in

HOME = ROOT / "var" / "bench" / "datasette"
PATIENCE_SECONDS = 1800
# A register as one table: a value a column, or a list of them.
PLAIN = ("status", "phase", "study_type", "sponsor_type", "sponsor")
LISTS = ("country", "region", "indication", "modality", "target", "site", "product")
STUDIES = """
    SELECT s.id, s.slug, s.public_title, s.acronym, s.recruitment_status, s.phase, s.study_type, p.sponsor_type, p.name,
           s.start_date, s.last_registry_update
    FROM trials_study s LEFT JOIN trials_sponsor p ON p.id = s.primary_sponsor_id ORDER BY s.id
"""
LINKS = {
    "country": "SELECT study_id, country FROM trials_studycountry",
    "site": "SELECT h.study_id, s.name_en FROM trials_studysite h JOIN trials_site s ON s.id = h.site_id",
    "indication": """
        WITH RECURSIVE wider(id, parent) AS (
            SELECT id, id FROM trials_indication
            UNION SELECT w.id, i.parent_id FROM wider w JOIN trials_indication i ON i.id = w.parent
            WHERE i.parent_id IS NOT NULL)
        SELECT l.study_id, i.slug FROM trials_study_indications l
        JOIN wider w ON w.id = l.indication_id JOIN trials_indication i ON i.id = w.parent""",
    "modality": """
        SELECT study_id, modality FROM trials_studymodality UNION
        SELECT l.study_id, p.modality FROM trials_study_products l JOIN trials_product p ON p.id = l.product_id""",
    "target": """
        SELECT l.study_id, t.slug FROM trials_study_own_targets l JOIN trials_target t ON t.id = l.target_id UNION
        SELECT l.study_id, t.slug FROM trials_study_products l JOIN trials_product_targets x USING (product_id)
        JOIN trials_target t ON t.id = x.target_id""",
    "product": "SELECT l.study_id, p.name FROM trials_study_products l JOIN trials_product p ON p.id = l.product_id",
    "region": """
        SELECT h.study_id, s.health_region FROM trials_studysite h JOIN trials_site s ON s.id = h.site_id
        WHERE s.health_region <> ''""",
}
FACETS = [*(("_facet", name) for name in PLAIN), *(("_facet_array", name) for name in LISTS)]
PAGE = [("_sort_desc", "last_registry_update"), ("_size", "25")]
PAGES = {
    "first page": [],
    "three filters": [("country__arraycontains", "DE"), ("status", "RECRUITING"), ("phase", "PHASE2")],
    "text: lupus": [("_search", "lupus")],
}


def measured_peer(ours: Path, theirs: Path) -> dict[str, float]:
    """Milliseconds of each page, all facets shown: the median of three, or of one that takes more than a minute."""
    _install()
    _copy(ours, theirs)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    process = subprocess.Popen(_command(theirs, port), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        _wait(process, port)
        return {name: _spent(port, question) for name, question in PAGES.items()}
    finally:
        process.terminate()
        process.wait()


def _install() -> None:
    if not (HOME / "bin" / "datasette").exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run([str(HOME / "bin" / "pip"), "install", "--quiet", "datasette"], check=True)


def _command(database: Path, port: int) -> list[str]:
    most = str(1000 * PATIENCE_SECONDS)
    settings = {
        "sql_time_limit_ms": most,
        "facet_time_limit_ms": most,
        "suggest_facets": "off",
        "default_facet_size": "10",
    }
    options = [word for name, value in settings.items() for word in ("--setting", name, value)]
    return [str(HOME / "bin" / "datasette"), "serve", "--immutable", str(database), "--port", str(port), *options]


def _copy(ours: Path, theirs: Path) -> None:
    """The register as one table with lists as JSON, an index on each plain column, and full text."""
    theirs.unlink(missing_ok=True)
    with sqlite3.connect(ours) as source, sqlite3.connect(theirs) as target:
        names = ["id", "slug", "title", "acronym", *PLAIN, "start_date", "last_registry_update", *LISTS]
        target.execute(f"CREATE TABLE studies ({', '.join(names)}, PRIMARY KEY (id))")
        target.executemany(f"INSERT INTO studies VALUES ({', '.join('?' * len(names))})", _rows(source))
        for name in (*PLAIN, "last_registry_update"):
            target.execute(f"CREATE INDEX by_{name} ON studies ({name})")
        target.execute(
            "CREATE VIRTUAL TABLE studies_fts USING fts5 (title, acronym, content='studies', content_rowid='id')"
        )
        target.execute("INSERT INTO studies_fts (rowid, title, acronym) SELECT id, title, acronym FROM studies")
        target.execute("ANALYZE")


def _rows(source: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    linked: dict[str, defaultdict[int, list[str]]] = {name: defaultdict(list) for name in LISTS}
    for name, query in LINKS.items():
        for study, value in source.execute(query):
            linked[name][study].append(value)
    larger = {region: countries_in(region) for region in ("NORDIC", "EUROPE")}
    for study, *columns in source.execute(STUDIES):
        countries = linked["country"][study]
        within = [region for region, codes in larger.items() if not codes.isdisjoint(countries)]
        linked["region"][study] = [*{*linked["region"][study], *within}]
        yield study, *columns, *(json.encode(sorted({*linked[name][study]})).decode() for name in LISTS)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("Datasette did not start.")


def _spent(port: int, question: list[tuple[str, str]]) -> float:
    spent: list[float] = []
    while len(spent) < 3 and not (spent and spent[0] > 60):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        began = time.perf_counter()
        connection.request("GET", f"/peer/studies?{urlencode([*PAGE, *question, *FACETS])}")
        response = connection.getresponse()
        body = response.read()
        spent.append(time.perf_counter() - began)
        connection.close()
        if response.status != 200 or body.count(b"facet-info") < len(FACETS):
            sys.exit(f"Datasette answers {response.status} with {body.count(b'facet-info')} facets.")
    return 1000 * sorted(spent)[len(spent) // 2]
