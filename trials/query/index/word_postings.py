"""Words read from the index: the studies that have them, by field."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from pyroaring import BitMap

from trials.models import Posting
from trials.query.index.keys import END, LONGEST_WORD, WORD, beginning, whole, word_and_field
from trials.query.index.word_terms import words_of_vocabularies
from trials.query.prepared import PreparedRanges
from trials.query.reading import SHORT

_WORDS = PreparedRanges(lambda: Posting.objects.filter(kind=WORD), "key", "key", "studies")
# The studies that have a word, by the field it stands in; a word that is known without a study has an empty set.
Fields = dict[str, BitMap]


class WordPostings:
    """The words that were read so far; each `read` is two queries at most, for any number of words."""

    def __init__(self) -> None:
        self._whole: dict[str, Fields] = {}
        self._begun: dict[str, Fields] = {}

    def read(self, plain: Collection[str] = (), exact: Iterable[str] = ()) -> None:
        """Read words as they are, and those that begin like the `plain` ones.

        A short one is looked for as a beginning when no study has it as a word.
        """
        self._whole |= _whole_words({*plain, *exact} - self._whole.keys())
        further = {
            one for one in plain if len(one) > SHORT or (len(one) == SHORT and not any(self.whole(one).values()))
        }
        self._begun |= _begun_words(further - self._begun.keys())

    def is_known(self, one: str) -> bool:
        """Whether anything has the word, with or without a study; it was read."""
        return bool(self._whole[one]) or one in words_of_vocabularies()

    def whole(self, one: str) -> Fields:
        """The studies that have the word as it is; it was read."""
        return self._whole[one]

    def begun(self, one: str) -> Fields:
        """The studies with words that begin so and go on, as far as they are looked for."""
        return self._begun.get(one, {})


def _whole_words(words: Collection[str]) -> dict[str, Fields]:
    found: dict[str, Fields] = {one[:LONGEST_WORD]: {} for one in words}
    for key, studies in _WORDS([whole(one) for one in found]):
        folded, field = word_and_field(bytes(key))
        found[folded][field] = BitMap.deserialize(bytes(studies))
    return {one: found[one[:LONGEST_WORD]] for one in words}


def _begun_words(beginnings: Collection[str]) -> dict[str, Fields]:
    ranges = [(one, whole(one)[1], beginning(one)[1]) for one in beginnings if len(one) < LONGEST_WORD]
    # There may be thousands: each is only sorted here, and read with the others of its field.
    found: dict[str, dict[bytes, list[bytes]]] = {one: defaultdict(list) for one in beginnings}
    for raw, studies in _WORDS([(start, end) for _one, start, end in ranges]):
        key = bytes(raw)
        for one, start, end in ranges:
            if start <= key < end:
                found[one][key.partition(END)[2]].append(bytes(studies))
    return {one: {field.decode(): _union(parts) for field, parts in fields.items()} for one, fields in found.items()}


def _union(parts: list[bytes]) -> BitMap:
    return BitMap.union(*map(BitMap.deserialize, parts))
