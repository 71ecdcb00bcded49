"""What an import is asked to import, in its own words, and where that comes from: a registry, or files of it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from trials.actions.ingest.receiving import Received
from trials.dates import PartialDate
from trials.identifiers import InvalidIdentifier, match_key
from trials.management.registries import base_url, client, opened_or_stdin
from trials.query.numbers import numbers_of
from trials.registries import lookup
from trials.registries.base import Asker, Document, Missing, Wish

_MOST_NAMED = 20


@dataclass(frozen=True)
class Question:
    """What a person wants imported: numbers, or files, or what meets a query, or, with none of them, all that is ours.

    `since` narrows the last two to what was updated since that day.
    """

    registry: str
    ids: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    since: PartialDate | None = None

    @property
    def is_of_all(self) -> bool:
        """Whether it asks for all that is ours."""
        return not (self.ids or self.files or self.query)

    def __str__(self) -> str:
        """What is asked, as a person reads it in the list of runs."""
        since = f", updated since {self.since}" if self.since else ""
        if self.files:
            return f"files: {_named(Path(file).name for file in self.files)}"
        if self.ids:
            return f"numbers: {_named(self.ids)}"
        if self.query:
            return " & ".join(f"{name}={value}" for name, value in self.query) + since
        return f"{_named(settings.REGISTRY_QUERIES[self.registry])}{since}, and every study that we hold"

    def answers(self) -> Iterator[Received]:
        """What comes, one by one; Refused when the registry, or a file, cannot be read to its end."""
        if self.files:
            return _from_files(self.registry, self.files)
        asker = client()
        if self.is_of_all:
            return _all_of_ours(self.registry, asker, self.since)
        return _asked(self.registry, asker, Wish(ids=self.ids, query=dict(self.query), updated_since=self.since))


def _from_files(registry: str, files: Iterable[str]) -> Iterator[Received]:
    for file in files:
        with opened_or_stdin(file) as source:
            for place, record in lookup(registry).split(source):
                yield f"{Path(file).name}: {place}", record


def _asked(registry: str, asker: Asker, wish: Wish) -> Iterator[Document | Missing]:
    return lookup(registry).fetch(asker, base_url(registry), wish)


def _all_of_ours(registry: str, asker: Asker, since: PartialDate | None) -> Iterator[Document | Missing]:
    """What the queries of the settings find, each once; then the studies that we hold and that they did not find."""
    seen = set()
    for query in settings.REGISTRY_QUERIES[registry].values():
        for record in _asked(registry, asker, Wish(query=query, updated_since=since)):
            key = _key(registry, record.registry_id)
            if key not in seen:
                yield record
            seen |= {key} - {""}
    left = [number for number in numbers_of(registry.upper()) if _key(registry, number) not in seen]
    if left:
        yield from _asked(registry, asker, Wish(ids=tuple(left)))


def _key(registry: str, number: str) -> str:
    """What is unique in a number, with or without what is added to it; empty where it is none."""
    with suppress(InvalidIdentifier):
        return match_key(registry.upper(), number)
    return ""


def _named(names: Iterable[str]) -> str:
    """Names in a row, of many only the first."""
    several = list(names)
    more = len(several) - _MOST_NAMED
    return ", ".join(several[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
