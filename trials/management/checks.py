"""What `manage.py check --database default` finds: a register whose lists would be empty for want of an index."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from trials.models import Dataset, IndexedStudy
from trials.query.index.standing import is_made


@register(Tags.database)
def the_index_is_made(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """An error where published studies are missing in the index; nothing where there is no table of it yet."""
    if DEFAULT_DB_ALIAS not in (databases or ()) or not _stands() or is_made():
        return []
    return [
        Error(
            "The index has not all published studies as this program keeps them: lists lack some, or take long.",
            hint="Run manage.py rebuild_index.",
            id="trials.E001",
        )
    ]


def _stands() -> bool:
    """Whether the tables of the index are there, with all their columns: a database may be about to be migrated."""
    with connection.cursor() as cursor:
        names = {table.name for table in connection.introspection.get_table_list(cursor)}
        return all(
            model._meta.db_table in names and _columns(model) <= _held(cursor, model)
            for model in (Dataset, IndexedStudy)
        )


def _columns(model: type[Model]) -> set[str]:
    return {str(field.column) for field in model._meta.concrete_fields}


def _held(cursor: Any, model: type[Model]) -> set[str]:
    return {column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)}
