"""Which state of the data is shown: a number that grows with every change of anything public."""

from typing import NamedTuple

from trials.query.prepared import rows_of


def dataset_version() -> int:
    """The version of the dataset as it stands in the database, 0 before the first change; one small query."""
    return dataset_versions().version


class Versions(NamedTuple):
    """The version of the dataset; that at which its index was last made anew; that at which a thing was last named.

    Things are the sites, sponsors, products, targets and diseases: one was added, called otherwise, or deleted.
    """

    version: int = 0
    made_anew: int = 0
    named: int = 0


def dataset_versions() -> Versions:
    """The versions as they stand in the database; one small query.

    Every page asks for it. In SQL by hand, since making a query of Django's takes thirty times as long as its answer.
    """
    rows = rows_of("SELECT version, made_anew, named FROM trials_dataset WHERE id = 1")
    return Versions(*rows[0]) if rows else Versions()
