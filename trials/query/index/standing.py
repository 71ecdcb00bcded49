"""Whether there is an index of the register as it stands, as far as a count can tell."""

from trials.models import IndexedStudy, Study


def is_made() -> bool:
    """Whether as many studies are in the index as are published; two counts.

    Not so in a database that had studies before it had an index.
    """
    return Study.objects.published().count() == IndexedStudy.objects.count()
