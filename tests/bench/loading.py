"""Rows into the tables of an empty register in the quickest way, past the models; and what they were varied from."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

import trials
from tests.bench.register import Held, Register, Rows
from trials import models
from trials.actions.load_catalogue import load_catalogue
from trials.choices import Registry, RunOutcome
from trials.models import Product, Study

BATCH = 2000
STARTER_CATALOGUE = Path(trials.__file__).parent / "catalogue"
_SITE_STATUS = ("status", "status_as_of", "status_source_id")
# The table of each kind of row, and the columns that a row fills; the others have their defaults.
COLUMNS: dict[str, tuple[Any, Sequence[str]]] = {
    "Sponsor": (models.Sponsor, ("id", "slug", "name", "sponsor_type", "country")),
    "Product": (models.Product, ("id", "slug", "name", "modality")),
    "ProductTarget": (Product.targets.through, ("product_id", "target_id")),
    "Site": (
        models.Site,
        ("id", "slug", "name_en", "city", "country", "health_region", "latitude", "longitude", "coordinates_from"),
    ),
    "Study": (
        models.Study,
        (
            *("id", "slug", "acronym", "public_title", "scientific_title", "study_type", "phase"),
            *("recruitment_status", "status_as_of", "status_source_id", "primary_sponsor_id"),
            *(
                "minimum_age_months",
                "maximum_age_months",
                "sample_size",
                "start_date",
                "last_registry_update",
                "folded",
            ),
        ),
    ),
    "StudyIdentifier": (models.StudyIdentifier, ("study_id", "scheme", "value", "match_key")),
    "Source": (models.Source, ("id", "study_id", "label", "url", "as_of")),
    "StudyIndication": (Study.indications.through, ("study_id", "indication_id")),
    "StudyProduct": (Study.products.through, ("study_id", "product_id")),
    "StudyTarget": (Study.own_targets.through, ("study_id", "target_id")),
    "StudyModality": (models.StudyModality, ("study_id", "modality")),
    "StudyCountry": (models.StudyCountry, ("study_id", "country", "status", "status_source_id")),
    "StudySite": (
        models.StudySite,
        (
            *("study_id", "site_id", *_SITE_STATUS),
            *("verified_at", "verified_by_id", "verification_method", "verified_role"),
        ),
    ),
}


def load(studies: int, today: datetime.date) -> None:
    """The starter catalogue, and what it takes to make it a register of so many studies; all is published.

    One registry was read in full, as it is every night.
    """
    now = timezone.now()
    load_catalogue(STARTER_CATALOGUE, at=now, report=lambda line: None)
    models.RegistryRun.objects.create(
        registry=Registry.CTGOV, is_complete=True, outcome=RunOutcome.DONE, started_at=now, finished_at=now
    )
    register = Register(_held(), studies - Study.objects.published().count(), today)
    tables = {name: _Table(*columns) for name, columns in COLUMNS.items()}
    _unhindered()
    with transaction.atomic():
        _insert(tables, register.things())
    made = register.all_studies()
    while batch := [*islice(made, BATCH)]:
        with transaction.atomic():
            _insert(tables, _together(batch))
    _finish()


def _held() -> Held:
    user, _made = User.objects.get_or_create(username="bench", is_staff=True, is_superuser=True)
    every = (models.Sponsor, models.Product, models.Site, models.Study, models.Source)
    free = {model.__name__: 1 + (model.objects.aggregate(last=Max("pk"))["last"] or 0) for model in every}
    return Held(
        [*Study.objects.order_by("pk").values_list("public_title", flat=True)],
        [*models.Indication.objects.order_by("slug").values_list("pk", "name_en")],
        [*models.Target.objects.order_by("slug").values_list("pk", flat=True)],
        free,
        user.pk,
    )


def _together(batch: Iterable[Rows]) -> Rows:
    rows: Rows = defaultdict(list)
    for study in batch:
        for name, own in study.items():
            rows[name] += own
    return rows


class _Table:
    """A table, and the values of the columns that no row fills."""

    def __init__(self, model: Any, columns: Sequence[str]) -> None:
        fields = [field for field in model._meta.concrete_fields if field.column not in columns]
        others = [field for field in fields if not field.primary_key]
        fixed = {
            "publication_state": "PUBLISHED",
            "first_published_at": timezone.now(),
            "kind": "REGISTRY",
            "takes_external_referrals": True if model is models.StudySite else None,
        }
        values = [fixed.get(field.name, field.get_default()) for field in others]
        self.values = tuple(
            field.get_db_prep_save(value, connection) for field, value in zip(others, values, strict=True)
        )
        quoted = map(connection.ops.quote_name, (*columns, *(field.column for field in others)))
        self.into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(quoted)})"
        self.width = len(columns) + len(others)


def _insert(tables: dict[str, _Table], rows: Rows) -> None:
    with connection.cursor() as cursor:
        for name, table in tables.items():
            filled = [(*row, *table.values) for row in rows.get(name, ())]
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table.into} FROM STDIN") as copy:
                    for row in filled:
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO {table.into} VALUES ({', '.join(['%s'] * table.width)})", filled)


def _unhindered() -> None:
    """Rows come in any order and last for this run alone."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -500000")


def _finish() -> None:
    """New rows get keys after those that were given; the planner knows what it would know of the site.

    PostgreSQL analyses its tables by itself. The site never asks SQLite to, and has reason: of a list of 500 studies it
    then thinks that all sites are wanted, and looks each of them up for each study.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            every = [model for model, _columns in COLUMNS.values()]
            for statement in connection.ops.sequence_reset_sql(no_style(), every):
                cursor.execute(statement)
            cursor.execute("ANALYZE")
    connection.close()
