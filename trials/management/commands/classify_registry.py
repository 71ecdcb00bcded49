"""manage.py classify_registry: which studies of a table are ours, and what they are, without a database if need be."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError

from trials.models import Product as HeldProduct
from trials.registries.scope import Material, Product, ProductNames, Proposal, classify

COLUMNS = ("nct", "title", "conditions", "interventions")
SEPARATOR = "|"


class Command(BaseCommand):
    """Prints a proposal a row, with the words it rests on."""

    help = (
        "Say of each row of a CSV file (columns nct, title, conditions, interventions; others are ignored; | between "
        "several) whether the study is ours, as one JSON object a row. Products are those of the register, or of the "
        "starter catalogue where the register has none."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The table is the only argument."""
        parser.add_argument("file", type=Path, metavar="FILE.csv")

    @no_translations
    def handle(self, *, file: Path, **options: Any) -> None:
        """Classify every row; CommandError when the file is no such table."""
        products = ProductNames(_held_products() or _catalogue_products(_catalogue()))
        try:
            for row in _rows(file):
                answer = _answer(row["nct"], classify(_material(row), products))
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{file} cannot be read as CSV in UTF-8: {error}") from error


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as table:
        reader = csv.DictReader(table, restval="")
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise CommandError(f"{file} has no column {', '.join(missing)}.")
        yield from reader


def _material(row: dict[str, str]) -> Material:
    return Material(row["title"], _several(row["conditions"]), _several(row["interventions"]))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(SEPARATOR) if part.strip())


def _answer(nct: str, proposal: Proposal) -> dict[str, Any]:
    return {
        "nct": nct,
        "in_scope": proposal.in_scope,
        "modality": proposal.modality,
        "targets": proposal.targets,
        "indications": proposal.indications,
        "because": proposal.because,
    }


def _held_products() -> list[Product]:
    """The register's products; none where there is no database, or an empty one."""
    try:
        held = list(HeldProduct.objects.prefetch_related("targets").order_by("slug"))
    except DatabaseError:
        return []
    return [
        Product(
            names=(one.name, *one.aliases),
            modality=one.modality or None,
            targets=tuple(target.slug for target in one.targets.all()),
        )
        for one in held
    ]


def _catalogue() -> list[dict[str, Any]]:
    path = Path(apps.get_app_config("trials").path) / "catalogue" / "products.json"
    products: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return products


def _catalogue_products(records: list[dict[str, Any]]) -> list[Product]:
    return [
        Product(names=(one["name"], *one["aliases"]), modality=one["modality"], targets=tuple(one["targets"]))
        for one in records
    ]
