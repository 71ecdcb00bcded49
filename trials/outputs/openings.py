"""How many studies of a list are open today, by word; each number is that of the list it leads to."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from trials.query.address import address
from trials.query.nearest import OpenWord
from trials.query.studies import StudyList


@dataclass(frozen=True)
class Opening:
    """The studies of a list under one word, in words, and the question that lists them."""

    count: int
    text: str
    address: str


def openings(studies: StudyList) -> list[Opening]:
    """Open and confirmed, open according to a registry, opening soon: in that order, none left out."""
    counts = {word: studies.found.intersection_cardinality(studies.near.words[word]) for word in OpenWord}
    return [
        Opening(counts[word], _counted(word, counts[word]), address(studies.params, put={"open": word.value}))
        for word in OpenWord
    ]


def summary(studies: StudyList) -> str:
    """The same in one sentence; empty for an empty list."""
    if not studies.studies:
        return ""
    return ", ".join(one.text for one in openings(studies)) + "."


def _counted(word: OpenWord, count: int) -> str:
    if word == OpenWord.CONFIRMED:
        text = ngettext("%(n)d open and confirmed by the site", "%(n)d open and confirmed by the site", count)
    elif word == OpenWord.REGISTRY:
        text = ngettext("%(n)d open according to a registry", "%(n)d open according to a registry", count)
    else:
        text = ngettext("%(n)d opening soon", "%(n)d opening soon", count)
    return text % {"n": count}
