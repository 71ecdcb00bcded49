"""Words: folding for search, an alphabetical order, cells safe for a spreadsheet, identity numbers to refuse.

SQLite folds ASCII only and no engine sorts æøå unasked: folded text and sort keys are made here and stored.
"""

import re
import unicodedata
from functools import lru_cache

# Letters that no Unicode decomposition takes apart; ä and ö fall to a and o like any letter with a mark.
_LETTERS = str.maketrans("øłđðħŧŋı", "olddhtni") | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})


class _WithoutMarks(dict[int, int | str | None]):
    """What `str.translate` puts for a character: nothing for a mark or an invisible one; each is looked at once."""

    def __missing__(self, ordinal: int) -> int | None:
        category = unicodedata.category(chr(ordinal))
        kept = None if category[0] == "M" or category == "Cf" else ordinal
        self[ordinal] = kept
        return kept


_LETTERS_WITHOUT_MARKS = _WithoutMarks(_LETTERS)
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_NOT_IN_ADDRESSES = re.compile(r"[^a-z0-9]+")
# aa is an older writing of å. CAAR-T (chimeric autoantibody receptor) keeps its letters: it is not CAR-T.
_DOUBLE_A = re.compile(r"a{2,}(?!(?<=\bcaa)r)")
# Words are one space apart, or two where there is white space between them as they are written.
_ENGINEERED_CELL = re.compile(r"\b(u?ca?ar) {0,2}(t {0,2}reg|t|nkt?)s?\b")

_NORWEGIAN_LETTERS = {"æ": "æ", "ä": "æ", "ø": "ø", "ö": "ø", "å": "å"}
_ALPHABET = " 0123456789abcdefghijklmnopqrstuvwxyzæøå"
_PLACES = {letter: f"{place:02d}" for place, letter in enumerate(_ALPHABET)}

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# As people write it: 01010750160, 010107 50160, 01 01 07 501 60, 01.01.07-50160. Looked for at every digit.
_ELEVEN_DIGITS = re.compile(
    r"(?<![0-9])(?=([0-9]{2})[\s.]?([0-9]{2})[\s.]?([0-9]{2})[\s-]?([0-9]{3})\s?([0-9]{2})(?![0-9]))"
)
_FIRST_CHECK_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0)
_SECOND_CHECK_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


@lru_cache(maxsize=32768)
def fold(text: str) -> str:
    """The text for search: without case, marks, Nordic letters and punctuation, its words one space apart.

    ``ø`` and ``ö`` become ``o``, ``æ`` ``ae``, ``ä``, ``å`` and ``aa`` ``a``; Greek letters stay (``γδ``).
    ``fold(fold(text)) == fold(text)``.
    """
    return _DOUBLE_A.sub("a", _spaced(_plain(text)))


@lru_cache(maxsize=32768)
def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order.

    CAR-T, CAR T and CART are one word, ``cart``; likewise CAR-NK ``carnk`` and CAR-Treg ``cartreg``.
    """
    return tuple(with_cells(fold(text)).split())


def spaced_words(text: str) -> str:
    """The folded words of a text, two spaces apart where there is white space between them, else one.

    ``KYV-101 in CAR T-celle`` is ``kyv 101  in  car  t celle``.
    """
    return "  ".join(filter(None, map(fold, text.split())))


def with_cells(folded: str) -> str:
    """Folded words, spaced as they come, with CAR-T, CAR-NK and CAR-Treg as one word each, as `tokens` has them."""
    return _ENGINEERED_CELL.sub(lambda cell: cell[1] + cell[2].replace(" ", ""), folded)


def compact(text: str) -> str:
    """The letters and digits of a code alone, folded but for ``aa``: KYV-101 and Kyv 101 are ``kyv101``."""
    return _BETWEEN_WORDS.sub("", _plain(text))


def address_text(text: str, longest: int) -> str:
    """The text as a part of an address: a to z and digits, words joined by hyphens, no more than `longest` characters.

    What is cut off ends with a whole word, where there is more than one; empty when nothing of the text is left.
    """
    whole = _NOT_IN_ADDRESSES.sub("-", _plain(text)).strip("-")
    if len(whole) <= longest:
        return whole
    return whole[: longest + 1].rpartition("-")[0] or whole[:longest]


@lru_cache(maxsize=32768)
def sort_key(text: str, language: str) -> str:
    """A key whose order is the alphabetical order of names in a language, whatever the engine's collation.

    ``nb`` and ``nn`` end the alphabet with æ, ø, å and place ä with æ and ö with ø, as CLDR does; ``en``
    places every letter with its plain one. ``aa`` stays two letters: only a person knows Aarhus (å) from
    Aachen (a). The key is digits only: two for each letter, nine for a letter outside the
    alphabet, which comes last.
    """
    kept = _NORWEGIAN_LETTERS if language in {"nb", "nn"} else {}
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    letters = "".join(kept.get(letter) or _plain(letter) for letter in lower)
    return "".join(_PLACES.get(letter) or f"99{ord(letter):07d}" for letter in _spaced(letters))


def csv_safe(value: str) -> str:
    """A text cell that no spreadsheet takes for a formula. Numbers are not text: write them as they are.

    A cell that starts with ``=``, ``+``, ``-``, ``@``, tab or carriage return gets an apostrophe before it
    (source: OWASP, CSV Injection).
    """
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def has_identity_number(text: str) -> bool:
    """Whether a Norwegian identity number stands in the text: eleven digits, perhaps in groups as people write them.

    Judged by its two check digits alone (modulus 11), so D-numbers, H-numbers and those of test persons are found too.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return any(_check_digits_hold("".join(groups)) for groups in _ELEVEN_DIGITS.findall(plain))


def _plain(text: str) -> str:
    """Lower case without marks and invisible characters; compatibility forms (ﬁ, ², Ⅳ) as their letters."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS_WITHOUT_MARKS)


def _spaced(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", text).strip()


def _check_digits_hold(number: str) -> bool:
    return all(
        sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11 == 0
        for weights in (_FIRST_CHECK_WEIGHTS, _SECOND_CHECK_WEIGHTS)
    )
