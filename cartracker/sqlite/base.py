"""Django's backend for SQLite, whose columns of JSON carry no CHECK.

With trusted_schema=OFF some builds of SQLite call JSON_VALID unsafe in a schema and refuse the table. Our own fields
leave the CHECK out by themselves; a field of another application, such as django-allauth's, does not.
"""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection."""

    data_type_check_constraints = {
        kind: check for kind, check in base.DatabaseWrapper.data_type_check_constraints.items() if kind != "JSONField"
    }
