"""Every change of public data ends here, within its transaction: the dataset's version, and the index of studies."""

from collections.abc import Iterable

from trials.models import Dataset


def changed(studies: Iterable[int] = ()) -> int:
    """Note that public data changed, and file the studies (primary keys) that it is about anew; the new version.

    To be called last in the transaction of the change: the dataset stays locked until that ends. A change that no
    list of studies can show (a publication, a guidance) names no studies.
    """
    Dataset.objects.get_or_create(pk=1)
    dataset = Dataset.objects.select_for_update().get(pk=1)
    dataset.version += 1
    dataset.save(update_fields=["version"])
    return dataset.version
