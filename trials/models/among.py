"""A question to the database for many values at once."""

from collections.abc import Collection
from typing import Any

import msgspec
from django.db import models


@models.IntegerField.register_lookup
@models.CharField.register_lookup
class Among(models.Lookup):
    """Whether a text or a number is one of many: `slug__among=slugs`, `study__pk__among=pks`.

    They are handed over as one value, a `range` of step 1 as its two ends. `__in` asks for a place in the statement for
    each, which takes Django and the database longer to make and to read than to find the rows, and SQLite refuses a
    statement with too many.
    """

    lookup_name = "among"

    def get_prep_lookup(self) -> Collection[str | int]:
        """The texts or numbers."""
        return self.rhs if isinstance(self.rhs, range) else list(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The condition, with an array for PostgreSQL and JSON for SQLite."""
        column, values = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, range):
            return f"({column} >= %s AND {column} < %s)", [*values, self.rhs.start, *values, self.rhs.stop]
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", [*values, self.rhs]
        many = msgspec.json.encode(self.rhs).decode()
        return f"{column} IN (SELECT value FROM json_each(%s))", [*values, many]  # noqa: S608 - our own column
