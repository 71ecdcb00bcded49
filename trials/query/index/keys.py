"""What a posting is filed under.

A facet's kind is the name of its parameter, and its key the value. A word's kind is WORD, and its key the folded word,
a null byte, and the field (query.texts.SearchField) that it stands in, so that the beginnings of words are ranges.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

WORD = "word"
# Between a word and its field.
END = b"\0"
# Of a word; the rest of a longer one is not told apart.
LONGEST_WORD = 100

# The key is the place in an order, smallest first.
ORDERS = {"updated": "order:updated", "start": "order:start", "phase": "order:phase", "size": "order:size"}
# The key is the youngest or the oldest age in whole years that is taken in, in three digits.
AGE_FROM, AGE_TO = "age:from", "age:to"
# What a place is said to be by registries alone, on every day: key `group|openness`, of a country or a health region.
SAID = "place:said"
# Places that are expected to open: key `group|date|soon`, the last empty where a registry has a word for it already.
OPENING = "place:opening"
# Where a registry says it is open: key `country|health region|latitude,longitude`, the point empty where not known.
POINT = "place:point"


class Term(NamedTuple):
    """A kind and a key: what a study is filed under."""

    kind: str
    key: bytes


# Terms, each with studies (primary keys) that are filed under it; a term may come again with others.
Filed = Iterator[tuple[Term, Collection[int]]]

EVERYTHING = Term("published", b"")
AGE_UNSTATED = Term("age:unstated", b"")
# Studies of which a site confirmed anything, ever: too few to be worth sets of their own, they are read as they stand.
CONFIRMED = Term("place:confirmed", b"")
# Studies with a site that takes patients from abroad.
FOREIGN = Term("place:foreign", b"")


def facet(parameter: str, value: str) -> Term:
    """The term of a parameter's value."""
    return Term(parameter, value.encode())


def word(folded: str, field: str) -> Term:
    """The term of a folded word in a field."""
    return Term(WORD, folded[:LONGEST_WORD].encode() + END + field.encode())


def words(folded: Iterable[str], field: str) -> list[Term]:
    """As `word`, of many in one field."""
    end = END + field.encode()
    return [Term(WORD, one[:LONGEST_WORD].encode() + end) for one in folded]


def word_and_field(key: bytes) -> tuple[str, str]:
    """The folded word and the field of a WORD's key."""
    folded, _end, field = key.partition(END)
    return folded.decode(), field.decode()


def whole(folded: str) -> tuple[bytes, bytes]:
    """The range of keys, its end left out, of a word in any field."""
    start = folded[:LONGEST_WORD].encode()
    return start + END, start + b"\1"


def beginning(folded: str) -> tuple[bytes, bytes]:
    """The range of keys, its end left out, of all words that begin so, the word itself among them."""
    start = folded[:LONGEST_WORD].encode()
    return start, start + b"\xff"
