"""The catalogue's files to checked values: every fault is found before anything is written."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from trials.actions.catalogue.faults import CatalogueFaults, Fault, Teller, shown
from trials.actions.catalogue.fields import Values
from trials.actions.catalogue.kinds import KINDS, Kind
from trials.actions.catalogue.reading import read_json, read_records
from trials.actions.catalogue.rules import RULES_AMONG, RULES_OF_ONE, Record
from trials.actions.catalogue.values import day, optional, record, text

# The records of every kind, by slug, in the order of the files.
Catalogue = dict[str, dict[str, Values]]

ABOUT = "catalogue.json"
SLUG_LIMIT = 200
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_about = record({"compiled": optional(day, None), "articles_read": optional(day, None), "licence": text(1000)})


def read_catalogue(directory: Path, report: Callable[[str], None]) -> Catalogue:
    """The catalogue in `directory`, checked; CatalogueFaults that holds all that is wrong with it.

    `report` is told of each file read. Faults come in the order of the files and of the records in them.
    """
    faults: list[Fault] = []
    if not directory.is_dir():
        raise CatalogueFaults([Fault((0, 0), str(directory), "the directory is missing")])
    articles_read = _articles_read(directory, faults)
    found: dict[str, list[Any] | None] = {}
    for number, kind in enumerate(KINDS, 1):
        at_file = Teller(faults, {}, None, (number, 0), kind.file)
        found[kind.name] = read_records(directory / kind.file, at_file)
        report(f"Read {kind.file}: {len(found[kind.name] or [])}")
    known = {name: None if raws is None else _slugs(raws) for name, raws in found.items()}
    checked = {
        kind.name: [
            _checked(kind, raw, Teller(faults, known, articles_read, (number, place), kind.file))
            for place, raw in enumerate(found[kind.name] or [], 1)
        ]
        for number, kind in enumerate(KINDS, 1)
    }
    for rule in RULES_AMONG:
        rule(checked)
    if faults:
        raise CatalogueFaults(faults)
    return {name: {values.pop("slug"): values for _, values in records} for name, records in checked.items()}


def _articles_read(directory: Path, faults: list[Fault]) -> str | None:
    """The day the articles were read, from the file about the catalogue, which an older one does not have."""
    tell = Teller(faults, {}, None, (0, 0), ABOUT)
    if not (directory / ABOUT).exists():
        return None
    about = _about(read_json(directory / ABOUT, tell), tell)
    return about.get("articles_read") if isinstance(about, dict) else None


def _slugs(raws: list[Any]) -> set[str]:
    return {raw["slug"] for raw in raws if isinstance(raw, dict) and isinstance(raw.get("slug"), str)}


def _slug(raw: Any, tell: Teller) -> Any:
    expected = f"at most {SLUG_LIMIT} small letters a-z and digits, with single hyphens between them"
    if not isinstance(raw, str) or len(raw) > SLUG_LIMIT or not _SLUG.fullmatch(raw):
        return tell(f"{shown(raw)} is not a slug", expected)
    return raw


def _checked(kind: Kind, raw: Any, tell: Teller) -> Record:
    """The record's values, without those that are wrong, and the place to tell what else is wrong with it."""
    slug = raw.get("slug") if isinstance(raw, dict) else None
    tell = tell.of(slug[:60] if isinstance(slug, str) and slug else f"record {tell.position[1]}")
    in_file = [field for field in kind.fields if not field.is_derived]
    optional_fields = [field for field in in_file if field.is_optional]
    read = record(
        {"slug": _slug} | {field.key: field.read for field in in_file},
        frozenset(field.key for field in optional_fields),
    )
    values = read(raw, tell)
    if not isinstance(values, dict):
        return tell, {}
    for field in optional_fields:
        if field.key not in raw:
            values[field.key] = field.read(None, tell)
    if kind.name in RULES_OF_ONE:
        RULES_OF_ONE[kind.name](tell, values)
    return tell, values
