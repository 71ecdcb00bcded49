"""Which studies each thing is linked to, from pairs of a study and a thing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any


def grouped(pairs: Iterable[Sequence[Any]]) -> dict[Any, list[int]]:
    """The studies (primary keys) of each thing; a study may stand there twice. What is None or empty has none."""
    found: dict[Any, list[int]] = defaultdict(list)
    for study, key in pairs:
        if key:
            found[key].append(study)
    return dict(found)
