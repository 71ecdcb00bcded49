"""Which state of the data is shown: a number that grows with every change of anything public."""

from trials.models import Dataset


def dataset_version() -> int:
    """The version of the dataset as it stands in the database; one small query."""
    return dataset_versions()[0]


def dataset_versions() -> tuple[int, int]:
    """The version of the dataset, and the one at which its index was last made anew; one small query."""
    return Dataset.objects.values_list("version", "made_anew").filter(pk=1).first() or (0, 0)
