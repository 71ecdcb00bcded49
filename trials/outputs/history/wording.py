"""Values of columns in words, as the public site shows them, and the difference between two texts."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any, Literal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from trials import ages
from trials.dates import PartialDate, format_date
from trials.models.fields import TextListField
from trials.names import capitalised
from trials.outputs.history.names import Names
from trials.places import country_name

# Characters; two longer values are compared word by word.
LONG = 60
# Words that stand around a changed one; as many more are left out.
AROUND = 6
# Pairs of words; comparing more of them takes noticeable time.
MOST_PAIRS = 1_000_000

Kind = Literal["same", "added", "removed", "left_out"]


@dataclass(frozen=True)
class Segment:
    """A stretch of a compared text."""

    kind: Kind
    text: str


def time_in_words(at: datetime, language: str) -> str:
    """A moment as Norway's clocks show it: `3 November 2026 at 14:32`."""
    local = timezone.localtime(at)
    return _("%(date)s at %(time)s") % {"date": format_date(local.date(), language, "long"), "time": f"{local:%H:%M}"}


def label_of(field: Any) -> str:
    """What a field is called."""
    return capitalised(str(field.verbose_name))


def value_in_words(field: Any, value: Any, names: Names) -> str:
    """A value as the database has it, in words; nothing is said to be not stated."""
    if isinstance(field, models.BooleanField):
        return {True: _("Yes"), False: _("No"), None: _("Not stated")}[value]
    if value is None or value in ("", []):
        return _("Not stated")
    if field.is_relation:
        return names.of(field.related_model, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(field, value, names.language)


def _plain(field: Any, value: Any, language: str) -> str:
    match value:
        case PartialDate():
            return value.format(language, "short")
        case datetime():
            return time_in_words(value, language)
        case date():
            return format_date(value, language, "short")
        case list():
            return ", ".join(value)
    if field.name.endswith("_age_months"):
        return ages.format_limits(value, value, language)
    return country_name(value, language) if field.name == "country" else str(value)


def is_compared_by_word(field: Any, before: Any, after: Any) -> bool:
    """Whether a reader sees a change better within the text than beside it."""
    if field.choices or field.is_relation or isinstance(field, TextListField):
        return False
    texts = [value for value in (before, after) if isinstance(value, str) and value]
    return len(texts) == 2 and min(map(len, texts)) > LONG


def compare(before: str, after: str) -> list[Segment]:
    """The two texts as one: what stayed, shortened where it is long, what went and what came."""
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    middle = [old[start : len(old) - end], new[start : len(new) - end]]
    found = [("same", old[:start]), *_middle(*middle), ("same", old[len(old) - end :])]
    return [
        segment
        for at, (kind, words) in enumerate(found)
        if words
        for segment in _shown(kind, words, first=at == 0, last=at == len(found) - 1)
    ]


def _same(old: list[str], new: list[str]) -> int:
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))


def _middle(old: list[str], new: list[str]) -> Iterator[tuple[Any, list[str]]]:
    if len(old) * len(new) > MOST_PAIRS:
        yield from (("removed", old), ("added", new))
        return
    for what, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from [("same", old[i:j])] if what == "equal" else [("removed", old[i:j]), ("added", new[k:m])]


def _shown(kind: Kind, words: list[str], *, first: bool, last: bool) -> Iterator[Segment]:
    """A stretch as segments; of a long one that stayed, only the words next to a change."""
    if kind != "same" or len(words) <= 2 * AROUND + 1:
        yield Segment(kind, "".join(words))
        return
    if not first:
        yield Segment("same", "".join(words[:AROUND]))
    yield Segment("left_out", "")
    if not last:
        yield Segment("same", "".join(words[-AROUND:]))
