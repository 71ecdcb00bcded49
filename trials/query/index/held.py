"""The index as a process holds it: every set of studies but those of words, and of rare sites, sponsors and products.

It is read once, and afterwards only what is newer than it; who asks gets one state of it for the whole question.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from pyroaring import BitMap

from trials.models import Posting
from trials.query.dataset import dataset_versions
from trials.query.index.keys import EVERYTHING, WORD, Term

# Of these there may be a hundred thousand: so many of the largest are held, the others are read when asked for.
MANY = ("site", "sponsor", "product")
HELD = 1000
# What things made of the sets rest on beside kinds.
ALL_DATA, NAMES = "*", "names"

Sets = dict[str, BitMap]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Index:
    """The sets of studies (primary keys) at one version of the dataset; nobody changes a set that came from here."""

    version: int
    kinds: Mapping[str, Sets] = field(default_factory=dict)
    # What was made of these sets: by the beginnings of the kinds it was made of (ALL_DATA for whatever is public, NAMES
    # for what things are called), and by what it is.
    made: dict[Any, Any] = field(default_factory=dict)

    def values(self, kind: str) -> Sets:
        """The sets held of a kind, by key."""
        return self.kinds.get(kind, {})

    def one(self, term: Term) -> BitMap:
        """The set of a term that is held; empty where no study is filed under it."""
        return self.values(term.kind).get(term.key.decode()) or BitMap()

    def of(self, kind: str, keys: Iterable[str]) -> BitMap:
        """The studies under any of the keys of a kind other than WORD; one query where one of them is not held."""
        found = [*self.sets(kind, keys).values()]
        return found[0] if len(found) == 1 else BitMap.union(*found) if found else BitMap()

    def sets(self, kind: str, keys: Iterable[str]) -> Sets:
        """The sets of those of the keys that have one, as `of`."""
        held, wanted = self.values(kind), list(keys)
        has_more = kind in MANY and len(held) >= HELD
        missing = [key.encode() for key in wanted if key not in held] if has_more else []
        read = Posting.objects.filter(kind=kind, key__in=missing).values_list("key", "studies") if missing else ()
        rare = {bytes(key).decode(): BitMap.deserialize(bytes(studies)) for key, studies in read}
        return {key: held[key] for key in wanted if key in held} | rare

    def once(self, rests_on: tuple[str, ...], *what: Any, make: Callable[[], Made]) -> Made:
        """What `make` makes of these sets: made at the first call, kept while all that it `rests_on` stays the same."""
        key = (rests_on, *what)
        if key not in self.made:
            self.made[key] = make()
        made: Made = self.made[key]
        return made

    @property
    def everything(self) -> BitMap:
        """All published studies."""
        return self.one(EVERYTHING)


class _Process:
    """The newest state that this process knows, as committed."""

    index = Index(-1)


def current() -> Index:
    """The index as it stands in the database; one small query where nothing changed since this process last asked."""
    version, made_anew, named = dataset_versions()
    held = _Process.index
    if held.version == version:
        return held
    is_older = made_anew <= held.version < version
    newer = _refreshed(held, version, is_named=named > held.version) if is_older else _read(version)
    if is_committed():
        _Process.index = newer
    return newer


def is_committed() -> bool:
    """Whether what is read now is there to stay: what a transaction sees of itself may never come to be."""
    return not transaction.get_connection().in_atomic_block


def _read(version: int) -> Index:
    kinds: dict[str, Sets] = defaultdict(dict)
    rows = Posting.objects.exclude(kind__in=(WORD, *MANY)).filter(size__gt=0)
    for kind, key, studies in rows.values_list("kind", "key", "studies").iterator(chunk_size=500):
        kinds[kind][bytes(key).decode()] = BitMap.deserialize(bytes(studies))
    for kind in MANY:
        kinds[kind] = _largest(kind)
    return Index(version, dict(kinds))


def _largest(kind: str) -> Sets:
    rows = Posting.objects.filter(kind=kind, size__gt=0).order_by("-size", "pk")[:HELD]
    found = rows.values_list("key", "studies")
    return {bytes(key).decode(): BitMap.deserialize(bytes(studies)) for key, studies in found}


def _refreshed(held: Index, version: int, *, is_named: bool) -> Index:
    """The index with what is newer; a kind that did not change is taken over as it is.

    What was made of names goes where a thing was named.
    """
    newer = Posting.objects.filter(Q(version__gt=held.version), ~Q(kind=WORD)).values_list("kind", "key", "studies")
    kinds: dict[str, Sets] = dict(held.kinds)
    copied: set[str] = set()
    for kind, raw, studies in newer:
        if kind not in copied:
            kinds[kind] = dict(kinds.get(kind, {}))
            copied.add(kind)
        key, found = bytes(raw).decode(), BitMap.deserialize(bytes(studies))
        if kind in MANY and key not in kinds[kind] and len(kinds[kind]) >= HELD:
            continue
        # Of MANY an empty set stays: where fewer than HELD are held, there are no others in the table.
        if found or kind in MANY:
            kinds[kind][key] = found
        else:
            kinds[kind].pop(key, None)
    changed = copied | {NAMES} if is_named else copied
    kept = {key: made for key, made in held.made.items() if not any(_rests_on(one, changed) for one in key[0])}
    return Index(version, kinds, kept)


def _rests_on(beginning: str, changed: set[str]) -> bool:
    return beginning == ALL_DATA or any(kind.startswith(beginning) for kind in changed)
