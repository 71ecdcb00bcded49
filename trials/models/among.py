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
        many = as_one(self.rhs, connection.vendor)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", [*values, many]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*values, many]  # noqa: S608 - our own column


def as_one(many: Collection[str | int], vendor: str) -> Any:
    """Many values as one that is handed over: JSON for SQLite, for PostgreSQL an array.

    An array of numbers as PostgreSQL writes it: its driver would look at each of them for what must be quoted.
    """
    if vendor != "postgresql":
        return msgspec.json.encode(list(many)).decode()
    return f"{{{','.join(map(str, many))}}}" if all(type(one) is int for one in many) else list(many)
