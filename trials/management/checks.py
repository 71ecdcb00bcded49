"""What `manage.py check --database default` finds: a register whose lists would be empty for want of an index."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connection

from trials.models import IndexedStudy
from trials.query.index.standing import is_made


@register(Tags.database)
def the_index_is_made(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """An error where published studies are missing in the index; nothing where there is no table of it yet."""
    if DEFAULT_DB_ALIAS not in (databases or ()) or not _has_tables() or is_made():
        return []
    return [
        Error(
            "Not all published studies are in the index: lists do not show the others.",
            hint="Run manage.py rebuild_index.",
            id="trials.E001",
        )
    ]


def _has_tables() -> bool:
    return IndexedStudy._meta.db_table in connection.introspection.table_names()
