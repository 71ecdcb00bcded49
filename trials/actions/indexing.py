"""Every change of public data ends here, within its transaction: the dataset's version, and the index of studies."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.db import transaction
from pyroaring import BitMap

from trials.actions.bulk import insert, new_keys, rewrite
from trials.models import Dataset, IndexedStudy, Posting, Study
from trials.query.index.keys import Term
from trials.query.index.terms import terms_of
from trials.query.index.word_terms import known_words
from trials.query.tree import IndicationTree, indication_tree

# Studies whose terms are made at a time.
BATCH = 1000
# Studies whose sets are held in memory at a time, when the index is made anew.
PART = 50_000
EMPTY = BitMap().serialize()
# What a set that changes has otherwise.
CHANGING = ("studies", "size", "version")
# Beyond every primary key that a set can hold.
LARGEST = 2**32


@dataclass(frozen=True)
class Difference:
    """A set of the index that is not what the data says: studies that it lacks, and that it has too many."""

    kind: str
    key: str
    missing: list[int]
    extra: list[int]


def changed(studies: Iterable[int] = ()) -> int:
    """Note that public data changed, and file the studies (primary keys) that it is about anew; the new version.

    To be called last in the transaction of the change: the dataset stays locked until that ends. A change that no
    list of studies can show (a publication, a guidance) names no studies.
    """
    version = _next_version()
    left = iter(sorted(set(studies)))
    while batch := list(islice(left, BATCH)):
        _file(batch, version)
    return version


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Make the index anew from the data, in one transaction; how many studies it holds.

    `progress` is told how many are done, now and then. Nobody writes meanwhile; readers keep the former one.
    """
    with transaction.atomic():
        version = _next_version()
        Posting.objects.all().delete()
        IndexedStudy.objects.all().delete()
        done = 0
        for part in _parts():
            whole = _Part(version)
            for start in range(0, len(part), BATCH):
                done += whole.file(part[start : start + BATCH])
                progress(done)
            whole.write()
        _write_known(version)
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
        self._name(set().union(*terms.values()) if terms else set())
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
            self.keys |= _known(unknown)
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
                _write_set(posting, BitMap(self.members[posting.pk]), BitMap(), self.version)
            rewrite(held, CHANGING)
            insert([self._posting(pk) for pk in batch if pk in self.new])

    def _posting(self, pk: int) -> Posting:
        studies, term = BitMap(self.members[pk]), self.new[pk]
        return Posting(pk, term.kind, term.key, studies.serialize(), len(studies), self.version)


def _write_known(version: int) -> None:
    """The words of things that have no study: known, so that they are no typing errors."""
    words = known_words()
    insert(
        [
            Posting(kind=kind, key=key, studies=EMPTY, size=0, version=version)
            for kind, key in sorted(words - _known(words).keys())
        ]
    )


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


def _next_version() -> int:
    dataset, _is_new = Dataset.objects.select_for_update().get_or_create(pk=1)
    dataset.version += 1
    dataset.save(update_fields=["version"])
    return dataset.version


def _file(pks: list[int], version: int) -> None:
    """Take the studies out of the sets that they do not belong to any more, and put them into those they belong to."""
    wanted = _postings(pks, version)
    stood = {pk: BitMap.deserialize(held) for pk, held in _noted(pks)}
    joins: dict[int, list[int]] = defaultdict(list)
    leaves: dict[int, list[int]] = defaultdict(list)
    for pk in pks:
        before, after = stood.get(pk, BitMap()), wanted.get(pk, BitMap())
        for posting in after - before:
            joins[posting].append(pk)
        for posting in before - after:
            leaves[posting].append(pk)
    _rewrite(joins, leaves, version)
    IndexedStudy.objects.filter(pk__in=stood.keys() - wanted.keys()).delete()
    insert([IndexedStudy(pk, held.serialize()) for pk, held in wanted.items() if pk not in stood])
    rewrite(
        [IndexedStudy(pk, held.serialize()) for pk, held in wanted.items() if pk in stood and held != stood[pk]],
        ["postings"],
    )


def _noted(pks: list[int]) -> Iterator[tuple[int, bytes]]:
    rows = IndexedStudy.objects.filter(pk__in=pks).values_list("study_id", "postings")
    return ((pk, bytes(postings)) for pk, postings in rows)


def _postings(pks: list[int], version: int) -> dict[int, BitMap]:
    """The primary keys of the postings of each study that is published; postings that there are none of are made."""
    terms = terms_of(pks, indication_tree())
    keys = _known(set().union(*terms.values()) if terms else set())
    new = sorted({term for found in terms.values() for term in found} - keys.keys())
    if new:
        made = [Posting(kind=kind, key=key, studies=EMPTY, size=0, version=version) for kind, key in new]
        insert(made)
        keys |= {term: posting.pk for term, posting in zip(new, made, strict=True)}
    return {pk: BitMap(keys[term] for term in found) for pk, found in terms.items()}


def _known(terms: Collection[Term]) -> dict[Term, int]:
    """The primary keys of the postings of those of the terms that there is one of."""
    by_kind: dict[str, list[bytes]] = defaultdict(list)
    for kind, key in terms:
        by_kind[kind].append(key)
    found = {}
    for kind, keys in by_kind.items():
        for start in range(0, len(keys), BATCH):
            rows = Posting.objects.filter(kind=kind, key__in=keys[start : start + BATCH])
            found.update({Term(kind, bytes(key)): pk for pk, key in rows.values_list("pk", "key")})
    return found


def _rewrite(joins: dict[int, list[int]], leaves: dict[int, list[int]], version: int) -> None:
    """Write the sets whose members change, and no other; a set that nobody is left in stays, and its word known."""
    pks = sorted(joins.keys() | leaves.keys())
    for start in range(0, len(pks), BATCH):
        postings = list(Posting.objects.filter(pk__in=pks[start : start + BATCH]).order_by("pk"))
        for posting in postings:
            joining, leaving = (BitMap(moves.get(posting.pk, ())) for moves in (joins, leaves))
            _write_set(posting, joining, leaving, version)
        rewrite(postings, CHANGING)


def _write_set(posting: Posting, joining: BitMap, leaving: BitMap, version: int) -> None:
    studies = (BitMap.deserialize(bytes(posting.studies)) | joining) - leaving
    posting.studies, posting.size, posting.version = studies.serialize(), len(studies), version
