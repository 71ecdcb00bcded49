"""Which studies take in someone of an age, by their registered limits."""

from collections.abc import Iterable

from pyroaring import BitMap

from trials.query.index.held import Index
from trials.query.index.keys import AGE_FROM, AGE_TO


def including_age(index: Index, years: Iterable[int]) -> BitMap:
    """The studies whose registered limits include a person of any of these ages in whole years."""
    return BitMap.union(*(_including(index, age) for age in years))


def _including(index: Index, age: int) -> BitMap:
    key = f"{age:03}"
    begun = [studies for youngest, studies in index.values(AGE_FROM).items() if youngest <= key]
    not_over = [studies for oldest, studies in index.values(AGE_TO).items() if oldest >= key]
    return BitMap.union(*begun) & BitMap.union(*not_over) if begun and not_over else BitMap()
