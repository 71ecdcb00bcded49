"""The index of studies as a whole: made anew from the data, and held against it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from pyroaring import BitMap

from trials.actions.bulk import insert_values, make_room, new_keys, rewrite
from trials.actions.indexing import BATCH, CHANGING, make_known, next_version, postings_of, write_set
from trials.actions.undisturbed import undisturbed
from trials.models import Dataset, IndexedStudy, Posting, Study
from trials.query.card_rows import made_cards
from trials.query.cards import SHAPE, kept_cards, written
from trials.query.index.keys import Term
from trials.query.index.terms import filed
from trials.query.index.word_terms import Memo, known_words
from trials.query.tree import indication_tree

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
    make_room()
    with undisturbed() as batch_is_done, transaction.atomic():
        version = next_version(is_named=True)
        Posting.objects.all().delete()
        IndexedStudy.objects.all().delete()
        tree, memo, done = indication_tree(), Memo(), 0
        for part in _parts():
            done += _file(filed(part, tree, memo), version)
            progress(done)
            batch_is_done()
        make_known(known_words(), version)
        Dataset.objects.filter(pk=1).update(made_anew=version, shape=SHAPE)
    return done


def _parts() -> Iterator[range]:
    """All primary keys that a study can have, in ranges of so many published studies."""
    pks = iter(Study.objects.published().order_by("pk").values_list("pk", flat=True).iterator())
    start = 0
    while part := list(islice(pks, PART)):
        yield range(start, part[-1] + 1)
        start = part[-1] + 1
    yield range(start, LARGEST)


def _file(terms: Mapping[Term, BitMap], version: int) -> int:
    """Write the sets of a part of the studies, and what each of them stands in; how many studies they are."""
    keys = _written(terms, version)
    stands: dict[int, list[int]] = defaultdict(list)
    for term, studies in terms.items():
        key = keys[term]
        for own in map(stands.__getitem__, studies):
            own.append(key)
    number = len(stands)
    for pks in _at_a_time(sorted(stands)):
        cards = made_cards(pks)
        rows = [(pk, BitMap(stands.pop(pk)).serialize(), written(cards[pk])) for pk in pks]
        insert_values(IndexedStudy, ("study_id", "postings", "card"), rows)
    return number


def _at_a_time(pks: list[int]) -> Iterator[list[int]]:
    """So many as have all their facts in memory at once."""
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def _written(terms: Mapping[Term, BitMap], version: int) -> dict[Term, int]:
    """The primary keys of the terms' postings, each written with what a former part put there."""
    keys = postings_of(terms.keys()) if Posting.objects.exists() else {}
    fresh = sorted(terms.keys() - keys.keys())
    new = dict(zip(fresh, new_keys(Posting, len(fresh)), strict=True))
    sets = ((term, key, terms[term]) for term, key in new.items())
    rows = [(key, *term, studies.serialize(), len(studies), version) for term, key, studies in sets]
    insert_values(Posting, ("id", "kind", "key", "studies", "size", "version"), rows)
    joining = {key: terms[term] for term, key in keys.items()}
    held = list(Posting.objects.filter(pk__among=joining.keys()).order_by("pk"))
    for posting in held:
        write_set(posting, joining[posting.pk], BitMap(), version)
    rewrite(held, CHANGING)
    return keys | new


def differences() -> Iterator[Difference]:
    """What the index has otherwise than the data says, a part of the studies at a time; nothing where it is true."""
    tree, memo = indication_tree(), Memo()
    for part in _parts():
        yield from _differences(part, filed(part, tree, memo))


def _differences(part: range, wanted: dict[Term, BitMap]) -> Iterator[Difference]:
    """Those of the studies with a primary key in a range."""
    stands: dict[int, BitMap] = defaultdict(BitMap)
    yield from _wrong_sets(wanted, stands, BitMap(part))
    rows = IndexedStudy.objects.filter(pk__among=part).values_list("pk", "postings")
    noted = {pk: BitMap.deserialize(bytes(postings)) for pk, postings in rows}
    for pk in sorted(noted.keys() | stands.keys()):
        yield from _unlike(Term("study", str(pk).encode()), stands.get(pk, BitMap()), noted.get(pk, BitMap()))
    for pks in _at_a_time(sorted(noted)):
        yield from _wrong_cards(pks)


def _wrong_cards(pks: list[int]) -> Iterator[Difference]:
    """The studies that are said to be something else than they are."""
    held, true = kept_cards(pks), made_cards(pks)
    wrong = [pk for pk in pks if held.get(pk) != true.get(pk)]
    yield from (Difference("card", str(pk), [pk], []) for pk in wrong)


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
