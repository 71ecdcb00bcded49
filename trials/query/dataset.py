"""Which state of the data is shown: a number that grows with every change of anything public."""

from django.db import connection


def dataset_version() -> int:
    """The version of the dataset as it stands in the database, 0 before the first change; one small query."""
    return dataset_versions()[0]


def dataset_versions() -> tuple[int, int]:
    """The version of the dataset, and the one at which its index was last made anew; one small query.

    Every page asks for it. In SQL by hand, since making a query of Django's takes thirty times as long as its answer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT version, made_anew FROM trials_dataset WHERE id = 1")
        version, made_anew = cursor.fetchone() or (0, 0)
    return version, made_anew
