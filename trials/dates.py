"""Dates as exact as their source gives them, and dates in words. A registry's date has no time zone."""

import calendar
import datetime
import re
from functools import lru_cache, total_ordering
from typing import Any, Literal, NoReturn, Self

from babel import dates

Precision = Literal["year", "month", "day"]
Style = Literal["long", "short"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_BEFORE_MONTH = {"nb": "d. ", "nn": "d. ", "en": "d "}
# In CLDR's short form a month that is short already stays whole: juni, but aug.
_MONTH = {"long": "MMMM", "short": "MMM"}


@total_ordering
class PartialDate:
    """A year, a month or a day from 1900 to 2100; ValueError that names the fault. It does not change.

    Ordered by first day, the less exact date first; the texts sort in the same order. It is no dataclass: msgspec would
    take it apart, and make each of a card's dates anew.
    """

    __slots__ = ("_written", "day", "month", "year")

    year: int
    month: int | None
    day: int | None
    _written: str

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise ValueError(f"year {year} is not between {_FIRST_YEAR} and {_LAST_YEAR}")
        if month is None:
            if day is not None:
                raise ValueError(f"day {day} has no month")
        elif not 1 <= month <= 12:
            raise ValueError(f"month {month} is not between 1 and 12")
        elif day is not None and not 1 <= day <= _days_in(year, month):
            raise ValueError(f"day {day} is not in {year}-{month:02d}")
        fix = object.__setattr__
        fix(self, "year", year)
        fix(self, "month", month)
        fix(self, "day", day)
        # The same few dates stand in many records, and are compared by it.
        fix(self, "_written", "-".join(f"{part:02d}" for part in (year, month, day) if part))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{self} does not change")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.year, self.month, self.day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The date written as `2025`, `2025-06` or `2025-06-14`; ValueError that names the fault."""
        written = _WRITTEN.fullmatch(text)
        if not written:
            raise ValueError(f"{text[:20]!r} is not written like 2025, 2025-06 or 2025-06-14")
        return cls(*(int(part) for part in written.groups() if part))

    def __str__(self) -> str:
        return self._written

    def __repr__(self) -> str:
        return f"PartialDate({self._written!r})"

    def __eq__(self, other: object) -> bool:
        return self._written == other._written if isinstance(other, PartialDate) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._written)

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other) if isinstance(other, PartialDate) else NotImplemented

    @property
    def precision(self) -> Precision:
        """The smallest part that is known."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first_day(self) -> datetime.date:
        """The earliest day that it can be."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> datetime.date:
        """The latest day that it can be."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or _days_in(self.year, month))

    def format(self, language: str, style: Style = "long") -> str:
        """In words, no more exact than it is: `14. juni 2025`, `juni 2025`, `2025` (nb, nn, en)."""
        if self.precision == "month":
            return dates.format_date(self.first_day, f"{_MONTH[style]} y", locale=language)
        return format_date(self.first_day, language, style) if self.day else str(self)


@lru_cache(maxsize=4096)
def format_date(date: datetime.date, language: str, style: Style = "long") -> str:
    """A day in words, as CLDR has them (nb, nn, en): `22. august 2026`, short `22. aug. 2026`."""
    return dates.format_date(date, f"{_BEFORE_MONTH[language]}{_MONTH[style]} y", locale=language)


def format_days(first: datetime.date, last: datetime.date, language: str) -> str:
    """Days from one to another in words, nothing said twice: `2.–8. mars 2026`, `30 March – 5 April 2026`."""
    end = format_date(last, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{dates.format_date(first, _BEFORE_MONTH[language].strip(), locale=language)}–{end}"
    pattern = f"{_BEFORE_MONTH[language]}MMMM" + (" y" if first.year != last.year else "")
    return f"{dates.format_date(first, pattern, locale=language)} – {end}"


@lru_cache(maxsize=4096)
def _days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
