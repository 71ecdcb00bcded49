"""All that studies are filed under."""

from collections import defaultdict
from collections.abc import Collection
from itertools import chain

from pyroaring import BitMap

from trials.choices import PublicationState
from trials.models import Study
from trials.query.index.facet_terms import facet_terms
from trials.query.index.keys import Filed, Term
from trials.query.index.place_terms import place_terms
from trials.query.index.word_terms import Memo, word_terms
from trials.query.prepared import Prepared
from trials.query.tree import IndicationTree

_STATES = Prepared(Study.objects.all, "pk", "pk", "publication_state")


def filed(pks: Collection[int], tree: IndicationTree, memo: Memo | None = None) -> dict[Term, BitMap]:
    """The terms of those of these studies (primary keys) that are published, each with its studies.

    A constant number of queries. Whoever asks again and again keeps a `memo`.
    """
    # Asked for the published ones, SQLite goes through all that are, whatever the keys.
    published = BitMap([pk for pk, state in _STATES(pks) if state == PublicationState.PUBLISHED])
    sets: dict[Term, list[BitMap]] = defaultdict(list)
    for term, studies in _filed(_asked(pks, published), tree, {} if memo is None else memo):
        sets[term].append(BitMap(studies))
    joined = ((term, published.intersection(BitMap.union(*own))) for term, own in sets.items())
    return {term: studies for term, studies in joined if studies}


def _filed(pks: Collection[int], tree: IndicationTree, memo: Memo) -> Filed:
    return chain(facet_terms(pks, tree), place_terms(pks), word_terms(pks, memo)) if pks else iter(())


def _asked(pks: Collection[int], published: BitMap) -> Collection[int]:
    """The range that was asked for, where most of it is published: its ends are read faster than all between."""
    return pks if isinstance(pks, range) and len(published) * 2 > len(pks) else list(published)
