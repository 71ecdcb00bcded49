"""What an import or a decision changed of studies that the public sees: filed anew, last in its transaction."""

from collections.abc import Iterable

from trials.actions.indexing import changed
from trials.models import Study


def show(studies: Iterable[int]) -> None:
    """File anew those of the studies (primary keys) that are public; nothing is locked where none is."""
    wanted = set(studies)
    public = list(Study.objects.published().filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else []
    if public:
        changed(public)
