"""The index of studies as a whole: made anew from the data, and held against it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.db import transaction
from pyroaring import BitMap

from trials.actions.bulk import insert, new_keys, rewrite
from trials.actions.indexing import BATCH, CHANGING, make_known, next_version, postings_of, write_set
from trials.models import Dataset, IndexedStudy, Posting, Study
from trials.query.index.keys import Term
from trials.query.index.terms import terms_of
from trials.query.index.word_terms import known_words
from trials.query.tree import IndicationTree, indication_tree

# Studies whose sets are held in memory at a time.
PART = 50_000
# Beyond every primary key that a set can hold.
LARGEST = 2**32


@dataclass(frozen=True)
class Difference:
    """A set of the index that is not what the data says: studies that it lacks, and that it has too many."""

    kind: str
    key: str
    missing: list[int]
    extra: list[int]


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Make the index anew from the data, in one transaction; how many studies it holds.

    `progress` is told how many are done, now and then. Nobody writes meanwhile; readers keep the former one.
    """
    with transaction.atomic():
        version = next_version()
        Posting.objects.all().delete()
        IndexedStudy.objects.all().delete()
        done = 0
        for part in _parts():
            whole = _Part(version)
            for start in range(0, len(part), BATCH):
                done += whole.file(part[start : start + BATCH])
                progress(done)
            whole.write()
        make_known(known_words(), version)
        Dataset.objects.filter(pk=1).update(made_anew=version)
    return done


def _parts() -> Iterator[list[int]]:
    """The primary keys of all studies that are published, so many at a time."""
    pks = iter(Study.objects.published().order_by("pk").values_list("pk", flat=True).iterator())
    while part := list(islice(pks, PART)):
        yield part


class _Part:
    """The sets of a part of the studies, to be joined to those that the table holds."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.tree = indication_tree()
        self.is_first = not Posting.objects.exists()
        self.keys: dict[Term, int] = {}
        self.new: dict[int, Term] = {}
        self.members: dict[int, list[int]] = defaultdict(list)

    def file(self, pks: list[int]) -> int:
        """Note the terms of some studies; how many they are."""
        terms = terms_of(pks, self.tree)
        self._name(set().union(*terms.values()))
        rows = []
        for pk, found in sorted(terms.items()):
            postings = [self.keys[term] for term in found]
            for posting in postings:
                self.members[posting].append(pk)
            rows.append(IndexedStudy(pk, BitMap(postings).serialize()))
        insert(rows)
        return len(rows)

    def _name(self, terms: set[Term]) -> None:
        """Give a key to the terms that have none yet."""
        unknown = terms - self.keys.keys()
        if not self.is_first:
            self.keys |= postings_of(unknown)
        fresh = sorted(unknown - self.keys.keys())
        for term, key in zip(fresh, new_keys(Posting, len(fresh)), strict=True):
            self.keys[term], self.new[key] = key, term

    def write(self) -> None:
        """Write the sets, each joined to what a former part put there."""
        pks = sorted(self.members)
        for start in range(0, len(pks), BATCH):
            batch = pks[start : start + BATCH]
            held = [] if self.is_first else list(Posting.objects.filter(pk__in=batch))
            for posting in held:
                write_set(posting, BitMap(self.members[posting.pk]), BitMap(), self.version)
            rewrite(held, CHANGING)
            insert([self._posting(pk) for pk in batch if pk in self.new])

    def _posting(self, pk: int) -> Posting:
        studies, term = BitMap(self.members[pk]), self.new[pk]
        return Posting(pk, term.kind, term.key, studies.serialize(), len(studies), self.version)


def differences() -> Iterator[Difference]:
    """What the index has otherwise than the data says, a part of the studies at a time; nothing where it is true."""
    start, tree = 0, indication_tree()
    for part in chain(_parts(), [[]]):
        end = part[-1] + 1 if part else LARGEST
        yield from _differences(part, start, end, tree)
        start = end


def _differences(pks: list[int], start: int, end: int, tree: IndicationTree) -> Iterator[Difference]:
    """Those of the studies with a primary key from `start` until before `end`."""
    wanted: dict[Term, BitMap] = defaultdict(BitMap)
    for at in range(0, len(pks), BATCH):
        for pk, terms in terms_of(pks[at : at + BATCH], tree).items():
            for term in terms:
                wanted[term].add(pk)
    stands: dict[int, BitMap] = defaultdict(BitMap)
    yield from _wrong_sets(wanted, stands, BitMap(range(start, end)))
    rows = IndexedStudy.objects.filter(pk__gte=start, pk__lt=end).values_list("pk", "postings")
    noted = {pk: BitMap.deserialize(bytes(postings)) for pk, postings in rows}
    for pk in sorted(noted.keys() | stands.keys()):
        yield from _unlike(Term("study", str(pk).encode()), stands.get(pk, BitMap()), noted.get(pk, BitMap()))


def _wrong_sets(wanted: dict[Term, BitMap], stands: dict[int, BitMap], within: BitMap) -> Iterator[Difference]:
    """The sets that are not as `wanted`; `stands` gets the keys of the postings that each study stands in."""
    rows = Posting.objects.values_list("pk", "kind", "key", "studies").iterator(chunk_size=BATCH)
    for posting, kind, key, studies in rows:
        held = BitMap.deserialize(bytes(studies)) & within
        for pk in held:
            stands[pk].add(posting)
        term = Term(kind, bytes(key))
        yield from _unlike(term, wanted.pop(term, BitMap()), held)
    for term, lacking in sorted(wanted.items()):
        yield from _unlike(term, lacking, BitMap())


def _unlike(term: Term, wanted: BitMap, held: BitMap) -> Iterator[Difference]:
    if wanted != held:
        told = term.key.replace(b"\0", b" in ").decode(errors="replace")
        yield Difference(term.kind, told, list(wanted - held), list(held - wanted))
