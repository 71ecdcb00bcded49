"""All that a study is filed under."""

from collections.abc import Collection

from trials.query.index.facet_terms import facet_terms
from trials.query.index.keys import Term
from trials.query.index.place_terms import place_terms
from trials.query.index.word_terms import word_terms
from trials.query.tree import IndicationTree


def terms_of(pks: Collection[int], tree: IndicationTree) -> dict[int, set[Term]]:
    """The terms of those of the studies (primary keys) that are published; a constant number of queries."""
    found = facet_terms(pks, tree)
    for terms in (place_terms(pks), word_terms(pks)):
        for pk, more in terms.items():
            found[pk] |= more
    return dict(found)
