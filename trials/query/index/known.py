"""What is read once for each state of the dataset."""

from trials.query.index.held import NAMES, Index
from trials.query.tree import IndicationTree, indication_tree


def tree_of(index: Index) -> IndicationTree:
    """The tree of diseases."""
    return index.once((NAMES,), "tree", make=indication_tree)
