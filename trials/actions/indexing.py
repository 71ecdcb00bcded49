"""Every change of public data ends here, within its transaction: the dataset's version, and the index of studies."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Set
from itertools import islice
from typing import Any

from pyroaring import BitMap

from trials.actions.bulk import insert, rewrite
from trials.models import Dataset, IndexedStudy, Posting
from trials.query.card_rows import made_cards
from trials.query.cards import SHAPE, written
from trials.query.index.keys import WORD, Term, word_and_field
from trials.query.index.terms import filed
from trials.query.index.word_terms import OWN_FIELDS, words_of_things
from trials.query.prepared import Prepared
from trials.query.tree import indication_tree

# Studies whose terms are made at a time.
BATCH = 1000
EMPTY = BitMap().serialize()
_NOTED = Prepared(IndexedStudy.objects.all, "pk", "pk", "postings", "card")
_TERMS = Prepared(Posting.objects.all, "pk", "pk", "kind", "key")
# What a set that changes has otherwise.
CHANGING = ("studies", "size", "version")


def changed(studies: Iterable[int] = (), things: Iterable[Any] = (), *, is_named: bool = False) -> int:
    """Note that public data changed, and file the studies (primary keys) that it is about anew; the new version.

    The words of `things` (sites, sponsors, products, targets, diseases) are known from now on, with or without a study;
    `is_named` says that one of these was added, called otherwise, or deleted.

    To be called last in the transaction of the change: the dataset stays locked until that ends. A change that no
    list of studies can show (a publication, a guidance) names no studies.
    """
    version = next_version(is_named=is_named)
    make_known(words_of_things(things), version)
    left = iter(sorted(set(studies)))
    while batch := list(islice(left, BATCH)):
        _file(batch, version)
    return version


def make_known(words: set[Term], version: int) -> None:
    """File words that no study has: what is known is no typing error."""
    _made(words, version)


def next_version(*, is_named: bool) -> int:
    """Raise the version of the dataset, which stays locked until the transaction ends; the new one."""
    # The index of a register that has none yet is made of today's cards.
    dataset, _is_new = Dataset.objects.select_for_update().get_or_create(pk=1, defaults={"shape": SHAPE})
    dataset.version += 1
    if is_named:
        dataset.named = dataset.version
    dataset.save(update_fields=["version", "named"] if is_named else ["version"])
    return dataset.version


def _file(pks: list[int], version: int) -> None:
    """Take the studies out of the sets that they do not belong to any more, and put them into those they belong to."""
    noted = {pk: (bytes(postings), bytes(card)) for pk, postings, card in _NOTED(pks)}
    stood = {pk: BitMap.deserialize(postings) for pk, (postings, _card) in noted.items()}
    wanted = _postings(pks, stood.values(), version)
    joins: dict[int, list[int]] = defaultdict(list)
    leaves: dict[int, list[int]] = defaultdict(list)
    for pk in pks:
        before, after = stood.get(pk, BitMap()), wanted.get(pk, BitMap())
        for posting in after - before:
            joins[posting].append(pk)
        for posting in before - after:
            leaves[posting].append(pk)
    _rewrite(joins, leaves, version)
    IndexedStudy.objects.filter(pk__in=noted.keys() - wanted.keys()).delete()
    cards = made_cards([*wanted])
    notes = {pk: (held.serialize(), written(cards[pk])) for pk, held in wanted.items()}
    insert([IndexedStudy(pk, *note) for pk, note in notes.items() if pk not in noted])
    other = [pk for pk, note in notes.items() if note != noted.get(pk, note)]
    rewrite([IndexedStudy(pk, *notes[pk]) for pk in other], ["postings", "card"])


def _postings(pks: list[int], stood: Collection[BitMap], version: int) -> dict[int, BitMap]:
    """The primary keys of the postings of each study that is published; most of them it `stood` in before."""
    terms = filed(pks, indication_tree())
    keys = {Term(kind, bytes(key)): pk for pk, kind, key in _TERMS(list(BitMap.union(*stood)) if stood else [])}
    keys |= _made(terms.keys() - keys.keys(), version)
    found: dict[int, BitMap] = defaultdict(BitMap)
    for term, studies in terms.items():
        for pk in studies:
            found[pk].add(keys[term])
    return found


def _made(terms: Set[Term], version: int) -> dict[Term, int]:
    """The primary keys of the postings of the terms; those that there are none of are made, empty."""
    keys = postings_of(terms)
    new = sorted(terms - keys.keys())
    made = [Posting(kind=kind, key=key, studies=EMPTY, size=0, version=version) for kind, key in new]
    insert(made)
    return keys | {term: posting.pk for term, posting in zip(new, made, strict=True)}


def postings_of(terms: Collection[Term]) -> dict[Term, int]:
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
    """Write the sets whose members change, and no other."""
    pks = sorted(joins.keys() | leaves.keys())
    for start in range(0, len(pks), BATCH):
        postings = list(Posting.objects.filter(pk__in=pks[start : start + BATCH]).order_by("pk"))
        for posting in postings:
            joining, leaving = (BitMap(moves.get(posting.pk, ())) for moves in (joins, leaves))
            write_set(posting, joining, leaving, version)
        rewrite(postings, CHANGING)
        _forget([posting for posting in postings if not posting.size])


def _forget(empty: list[Posting]) -> None:
    """Drop words of studies' own that none has any more: they would be taken for known ones.

    Words of things are known as long as the things are there; other sets stay, empty, for whoever holds them to see it.
    """
    words = {posting.pk: word_and_field(bytes(posting.key)) for posting in empty if posting.kind == WORD}
    Posting.objects.filter(pk__in=[pk for pk, (_word, field) in words.items() if field in OWN_FIELDS]).delete()


def write_set(posting: Posting, joining: BitMap, leaving: BitMap, version: int) -> None:
    """Fill in what a set is after some studies join and others leave it; it is still to be written."""
    studies = (BitMap.deserialize(bytes(posting.studies)) | joining) - leaving
    posting.studies, posting.size, posting.version = studies.serialize(), len(studies), version
