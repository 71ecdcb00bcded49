"""From a registry's words to ours: by tables, and what no table has is told, never guessed."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from trials.ages import parse_years
from trials.choices import IdentifierScheme
from trials.dates import PartialDate
from trials.identifiers import recognise
from trials.registries.base import Identifier, Refused, UnknownTerm, shown
from trials.registries.countries import country_code

# Most numbers of sponsors are no registry's; this asks it quickly.
_MAY_BE_A_REGISTRY_NUMBER = re.compile(
    r"NCT|ISRCTN|DRKS|jRCT|ChiCTR|ACTRN|CTRI|U1111|20[0-9]{2}\W?[0-9]{6}\W?[0-9]{2}", re.IGNORECASE
)
_NUMBER_LIMIT = 200
_LARGEST_SIZE = 2_147_483_647  # what the column holds


class Notes:
    """Reads values of one document and collects, in `warnings`, what it had to leave as it is or to leave out."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warn(self, field: str, value: object, done: str) -> None:
        """Tell once what was not understood and what became of it."""
        warning = f"{field}: {shown(value)} {done}"
        if warning not in self.warnings:
            self.warnings.append(warning)

    def as_written(self, field: str, value: str, known: frozenset[str]) -> str:
        """A word of an open vocabulary, as it is; with a warning when it is new."""
        if value and value not in known:
            self.warn(field, value, "is a new term, kept as written")
        return value

    def mapped(self, field: str, value: str, table: Mapping[str, str]) -> str | None:
        """The word of ours for a word of theirs; None, with a warning unless there was no word, when there is none."""
        if value and value not in table:
            self.warn(field, value, "is a term without one of ours, left out")
        return table.get(value)

    def country(self, field: str, name: str) -> str | None:
        """The alpha-2 code of a country; None, with a warning, when it is none that we know."""
        code = country_code(name)
        if code is None and name:
            self.warn(field, name, "is not a country that we know, left out")
        return code

    def loose_date(self, field: str, text: str) -> PartialDate | None:
        """A date of a registry whose writing varies; None, with a warning, when it is none."""
        try:
            return date(field, text)
        except Refused:
            self.warn(field, text, "is not a date, left out")
            return None


def term(field: str, value: str, table: Mapping[str, str]) -> str:
    """The word of ours for a word of theirs that must not be guessed; UnknownTerm when the table lacks it."""
    try:
        return table[value]
    except KeyError:
        raise UnknownTerm(field, value) from None


def date(field: str, text: str) -> PartialDate | None:
    """A partial date, None where there is none; Refused when it is not written like one."""
    if not text:
        return None
    try:
        return _partial_date(text)
    except ValueError as error:
        raise Refused(f"{field}: {error}") from error


def age(field: str, text: str) -> float | None:
    """An age limit in years, None for no limit; Refused when it is not written like one."""
    try:
        return parse_years(text)
    except ValueError as error:
        raise Refused(f"{field}: {shown(text)} is not an age") from error


def sample_size(field: str, count: int | None) -> int | None:
    """A number of participants; Refused when no study can have so many."""
    if count is not None and not 0 <= count <= _LARGEST_SIZE:
        raise Refused(f"{field}: {count} is not a number of participants")
    return count


def identifier(value: str, otherwise: str) -> Identifier:
    """A number with its scheme, known by its form; of the scheme `otherwise` when it has no registry's form."""
    written = " ".join(value.split())
    if len(written) <= _NUMBER_LIMIT and _MAY_BE_A_REGISTRY_NUMBER.search(written):
        return _recognised(written) or Identifier(otherwise, written)
    return Identifier(otherwise, written)


def distinct(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """The numbers that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(number for number in identifiers if number.value))


SPONSOR_PROTOCOL = IdentifierScheme.SPONSOR_PROTOCOL.value

# A date stands in many documents, and a number in the same ones every night.
_partial_date = lru_cache(maxsize=32_768)(PartialDate.parse)


@lru_cache(maxsize=32_768)
def _recognised(written: str) -> Identifier | None:
    return next((Identifier(scheme.value, number) for scheme, number in recognise(written)), None)
