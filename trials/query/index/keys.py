"""What a posting is filed under.

A facet's kind is the name of its parameter, and its key the value; a word's kind is WORD, and its key the folded word,
a null byte, and the field (query.texts.SearchField) that it stands in, so that the beginnings of words are ranges.
"""

from collections.abc import Iterable
from typing import NamedTuple

WORD = "word"
# Between a word and its field.
END = b"\0"
# Of a word; the rest of a longer one is not told apart.
LONGEST_WORD = 100


class Term(NamedTuple):
    """A kind and a key: what a study is filed under."""

    kind: str
    key: bytes


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
