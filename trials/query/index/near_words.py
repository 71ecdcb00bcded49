"""The known words one typing error away from a word."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from trials.models import Posting
from trials.query.index.keys import LONGEST_WORD, WORD, beginning, word, word_and_field
from trials.query.index.word_terms import words_of_vocabularies
from trials.query.reading import SHORT
from trials.query.texts import SearchField
from trials.query.typing_errors import LETTERS, is_one_error

# Known words with the same so many letters are one range of the index; only errors before that are tried one by one.
_HEAD = 4


def one_error_away(typed: Collection[str]) -> dict[str, set[str]]:
    """For each folded word without digits, the known words that may have been meant; one query for any number."""
    wanted = [one for one in typed if SHORT < len(one) <= LONGEST_WORD]
    condition = Q()
    for one in wanted:
        start, end = beginning(one[:_HEAD])
        condition |= Q(kind=WORD, key__gte=start, key__lt=end)
    tried = [word(variant, field).key for one in wanted for variant in _variants(one) for field in SearchField]
    condition |= Q(kind=WORD, key__in=tried)
    rows = Posting.objects.filter(condition).values_list("key", flat=True) if wanted else ()
    known = words_of_vocabularies() | {word_and_field(bytes(key))[0] for key in rows}
    return {one: {other for other in known if is_one_error(one, other)} for one in typed}


def _variants(typed: str) -> Iterator[str]:
    """The word with one error among its first letters."""
    letters = LETTERS | set(typed)
    for at in range(_HEAD):
        before, after = typed[:at], typed[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in letters:
            yield before + letter + after[1:]
            yield before + letter + after
