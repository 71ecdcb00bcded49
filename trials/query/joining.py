"""The words that a text is found by, whoever looks for them."""

from functools import lru_cache

from trials.text import spaced_words, with_cells

# As many neighbouring words are taken written together as the longest registry number has parts.
LONGEST_JOIN = 4
_BEFORE = LONGEST_JOIN - 1


@lru_cache(maxsize=8192)
def joined_words(text: str) -> str:
    """The words of a text with a space before and after each: ` lupus ` is in it for a word, ` lup` for a beginning."""
    return f" {' '.join(sorted(words_of(text)))} "


def words_of(text: str) -> set[str]:
    """The folded words of a text, two to four neighbours written together, and the parts of "CAR-T".

    Neighbours are joined that have no white space between them ("KYV-101", "CAR-T-celle"), or of which one is a single
    letter or holds a digit ("KYV 101", "T cell"): so a code or a compound is found in any writing.
    """
    spaced = spaced_words(text)
    words = set(spaced.split())
    if words:
        words.update(_words_and_joins(with_cells(spaced).split("  ")))
    return words


def _words_and_joins(groups: list[str]) -> list[str]:
    """Each word, and each written together with up to three before it, as far back as neighbours are joined."""
    found: list[str] = []
    ends: list[str] = []
    is_code = False
    for group in groups:
        is_glued = False
        for word in group.split(" "):
            was_code, is_code = is_code, len(word) == 1 or not word.isalpha()
            # One after the other, not as a generator: every text of the register comes through here.
            ends = [word] + [end + word for end in ends[:_BEFORE]] if is_glued or is_code or was_code else [word]
            found += ends
            is_glued = True
    return found
