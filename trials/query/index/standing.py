"""Whether there is an index of the register as it stands, as far as a count can tell."""

from trials.models import Dataset, IndexedStudy, Study
from trials.query.cards import SHAPE


def is_made() -> bool:
    """Whether as many studies are in the index as are published, with cards of today's shape; three queries.

    Not so in a database that had studies before it had an index, or cards of an older program.
    """
    number = IndexedStudy.objects.count()
    is_of_today = not number or Dataset.objects.filter(shape=SHAPE).exists()
    return is_of_today and Study.objects.published().count() == number
