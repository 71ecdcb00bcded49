"""Documents that arrive, as a run of an import writes them."""

from collections import Counter
from datetime import UTC, datetime

from trials.actions.ingest.names import Names
from trials.actions.ingest.reading import read, unseen
from trials.actions.ingest.writing import write

AT = datetime(2099, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2099, 3, 2, 12, tzinfo=UTC)


def receive(*bodies: bytes, registry: str = "CTGOV", at: datetime = AT, takes_all: bool = False) -> Counter[str]:
    """Read and write documents of different studies; the counts, those already known as `unchanged`."""
    names = Names()
    new, unchanged = unseen(registry, [("", body) for body in bodies])
    items = read(registry, new, names, takes_all=takes_all)
    counts = write(items, registry=registry, names=names, at=at) if items else Counter()
    return +(counts + Counter(unchanged=unchanged))
