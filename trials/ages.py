"""Age limits: from the words of a registry or a person to whole months, and from months to words."""

import math
import re
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import gettext as _, ngettext, override

from trials.text import fold

# JPRN writes ">= 20age old", ChiCTR a number alone: years.
_WRITTEN = re.compile(r"(?:[<>]=)?\s*([0-9]{1,3})\s*(year|month|week|day|hour|minute|age)?s?(?:[ -]old)?")
# What a person writes, in any of our languages, as `fold` leaves it.
_TYPED = re.compile(
    r"([0-9]{1,4}) ?(?:(y|yrs?|years?|ar)|(m|md|mo|mos|mnd|mths?|months?|maned(?:er)?|manad(?:er|ar)?))?"
)
# What `fold` would drop: the signs of a range, of "above", of a fraction. The mark over å may be a letter of its own.
_SIGN = re.compile(r"[^\w\s.\u0300-\u036f]")
OLDEST_YEARS = 120
_NO_LIMIT = {"", "-", "/", "n/a", "not applicable", "no limit", "no minimum age", "no maximum age"}

_DAY = Fraction(12 * 4, 365 * 4 + 1)
_MONTHS = {
    "year": Fraction(12),
    "age": Fraction(12),
    "month": Fraction(1),
    "week": 7 * _DAY,
    "day": _DAY,
    "hour": _DAY / 24,
    "minute": _DAY / (24 * 60),
}


def parse_age(text: str | None, *, upper: bool = False) -> int | None:
    """A registry's age limit (`18 Years`, `6 Months`, `1 Day`, `18`) in whole months; None when it sets none.

    What is no whole month is rounded down as a lower limit and up as an upper one, so that no one inside the
    limits falls out. ValueError names a text that is not understood.
    """
    months = _months(text)
    if months is None:
        return None
    return math.ceil(months) if upper else math.floor(months)


@lru_cache(maxsize=1024)
def parse_years(text: str | None) -> float | None:
    """A registry's age limit in years, to four decimals (`6 Months` is 0.5); None and ValueError as in `parse_age`."""
    months = _months(text)
    return None if months is None else round(float(months / 12), 4)


def typed_age(text: str) -> int:
    """An age as a person writes it (`18`, `18 years`, `18 år`, `6 months`, `6 md.`) in months; a number alone is years.

    ValueError for anything else, and for more than OLDEST_YEARS: who counts in months writes 216 for 18 years.
    """
    typed = None if _SIGN.search(text) else _TYPED.fullmatch(fold(text))
    months = int(typed[1]) * (1 if typed[3] else 12) if typed else None
    if months is None or months > 12 * OLDEST_YEARS:
        raise ValueError(f"{text!r:.60} is not an age")
    return months


def age_text(months: int, language: str) -> str:
    """One age in months as words, which `typed_age` reads again: `18 years`, `6 months`."""
    with override(language):
        return _age(months)


def includes(minimum: int | None, maximum: int | None, age: int) -> bool:
    """Whether limits in months take in someone of `age` whole years, at some time of that year of life.

    A maximum of 65 years includes those who are 65. One limit missing is no limit; both missing is an age not
    stated, which includes no one.
    """
    if minimum is None and maximum is None:
        return False
    return (minimum or 0) <= 12 * age + 11 and (maximum is None or 12 * age <= maximum)


def format_limits(minimum: int | None, maximum: int | None, language: str) -> str:
    """Limits in months as words: `18–65 years`, `from 18 years`, `up to 17 years`, `6 months to 2 years`."""
    with override(language):
        if minimum is None or maximum is None:
            return _one_limit(minimum, maximum)
        if minimum == maximum:
            return _age(minimum)
        if minimum % 12 == maximum % 12 == 0:
            years = {"minimum": minimum // 12, "maximum": maximum // 12}
            return _("%(minimum)d–%(maximum)d years") % years
        return _("%(minimum)s to %(maximum)s") % {"minimum": _age(minimum), "maximum": _age(maximum)}


def years_text(months: int | None) -> str:
    """Months as years for an export, with two decimals at most: `18`, `0.5`; empty when there is no limit."""
    return "" if months is None else f"{round(months / 12, 2):g}"


def _months(text: str | None) -> Fraction | None:
    words = (text or "").strip().lower()
    if words in _NO_LIMIT:
        return None
    written = _WRITTEN.fullmatch(words)
    if not written:
        raise ValueError(f"{text!r:.60} is not an age")
    return int(written[1]) * _MONTHS[written[2] or "year"]


def _one_limit(minimum: int | None, maximum: int | None) -> str:
    if minimum is not None:
        return _("from %(age)s") % {"age": _age(minimum)}
    return "" if maximum is None else _("up to %(age)s") % {"age": _age(maximum)}


def _age(months: int) -> str:
    if months % 12:
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return ngettext("%(count)d year", "%(count)d years", months // 12) % {"count": months // 12}
