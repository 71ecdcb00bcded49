"""What an import or a decision changed of studies that the public sees: filed anew, last in its transaction."""

from collections.abc import Iterable, Sequence

from trials.actions.indexing import changed
from trials.models import Site, Sponsor, Study
from trials.query.index.touched import studies_of


def show(studies: Iterable[int], named: Sequence[Sponsor | Site] = ()) -> None:
    """File anew those of the studies (primary keys) that are public; nothing is locked where none is.

    Sponsors and sites that were `named` are public, whether a study of theirs is or not, and all their studies are
    found by their new names.
    """
    wanted = set(studies) | studies_of(named)
    public = list(Study.objects.published().filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else []
    if public or named:
        changed(public, named, is_named=bool(named))
