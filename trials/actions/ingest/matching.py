"""Which of our studies a record is about: a registry's number says so, or nothing does."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext_noop

from trials.actions.ingest.reading import Item
from trials.choices import IdentifierScheme
from trials.models import Study, StudyIdentifier

# Not given to one study by a registry: a sponsor's own number may stand for several, REK's for a whole project.
NOT_OF_A_REGISTRY = {IdentifierScheme.SPONSOR_PROTOCOL, IdentifierScheme.REK}
_FOLLOW_UP = re.compile(
    r"\b(long[- ]?term (safety |extension )?(follow[- ]?up|extension)|ltfu?\b|roll[- ]?over"
    r"|extension study|follow[- ]?up study)",
    re.IGNORECASE,
)
# One of these stands wherever that is found: to look for all of it takes many times as long.
_OF_FOLLOW_UP = ("long", "ltf", "roll", "exten", "follow")
BY_PROTOCOL = gettext_noop("the same protocol number of the sponsor")
BY_TITLE = gettext_noop("the same title")
BY_NUMBER = gettext_noop("a number that both name")

Number = tuple[str, str]
# Characters; protocol numbers such as "001" are many sponsors'.
TOO_SHORT = 5


@dataclass
class Match:
    """What the numbers of a record say: the study that it is, that it follows, or that a person must compare it with.

    Studies are primary keys; `candidates` says why each may be the same, as a message of gettext.
    """

    study: int | None = None
    parent: int | None = None
    candidates: dict[int, str] = field(default_factory=dict)


def keys_of(item: Item) -> list[Number]:
    """The record's numbers of registries, as (scheme, what is unique in it); its own first."""
    numbers = [(scheme, key) for scheme, _value, key in item.facts["identifiers"] if scheme not in NOT_OF_A_REGISTRY]
    return list(dict.fromkeys(numbers))


def is_follow_up(item: Item) -> bool:
    """Whether the record calls itself a long-term follow-up."""
    return _is_of_follow_up(f"{item.facts['public_title']} {item.facts['scientific_title']}")


# Asked of a record several times in a row.
@lru_cache(maxsize=1024)
def _is_of_follow_up(titles: str) -> bool:
    plain = titles.lower()
    return any(piece in plain for piece in _OF_FOLLOW_UP) and _FOLLOW_UP.search(titles) is not None


def owners_of(items: Sequence[Item]) -> dict[Number, int]:
    """The studies of ours (primary keys) that have numbers of these records, by number; one query."""
    keys = {key for item in items for _scheme, _value, key in item.facts["identifiers"]}
    rows = StudyIdentifier.objects.filter(match_key__among=keys)
    return {(scheme, key): study for scheme, key, study in rows.values_list("scheme", "match_key", "study_id")}


def matches(items: Sequence[Item], owners: dict[Number, int]) -> list[Match]:
    """A match for each record, whose numbers have these owners; three queries at most, whatever their number."""
    numbers = [keys_of(item) for item in items]
    schemes = _schemes({owners[key] for keys in numbers for key in keys if key in owners})
    found = [_match(item, keys, owners, schemes) for item, keys in zip(items, numbers, strict=True)]
    open_ones = [(item, match) for item, match in zip(items, found, strict=True) if match.study is None]
    _add_candidates(open_ones, owners, schemes)
    return found


def _match(item: Item, keys: list[Number], owners: dict[Number, int], schemes: dict[int, dict[str, set[str]]]) -> Match:
    if not keys:
        return Match()
    (scheme, own), others = keys[0], keys[1:]
    if study := owners.get((scheme, own)):
        return Match(study)
    named = dict.fromkeys(owners[key] for key in others if key in owners)
    # A registry gives a study one number: a study with another number of this one is another study.
    elsewhere = [study for study in named if scheme in schemes[study]]
    possible = [study for study in named if scheme not in schemes[study]]
    if is_follow_up(item):
        return Match(parent=next(iter(named), None))
    if len(possible) == 1 and not elsewhere:
        return Match(possible[0])
    return Match(candidates=dict.fromkeys(named, BY_NUMBER))


def _schemes(studies: set[int]) -> dict[int, dict[str, set[str]]]:
    """For each study the numbers that it has, by scheme."""
    found: dict[int, dict[str, set[str]]] = {study: defaultdict(set) for study in studies}
    rows = StudyIdentifier.objects.filter(study__in=studies).values_list("study_id", "scheme", "match_key")
    for study, scheme, key in rows:
        found[study][scheme].add(key)
    return found


def _add_candidates(
    open_ones: list[tuple[Item, Match]], owners: dict[Number, int], schemes: dict[int, dict[str, set[str]]]
) -> None:
    """Ask about studies without a number of the registry that share a protocol number or the whole title."""
    protocols = defaultdict(list)
    titles = defaultdict(list)
    for item, match in open_ones:
        if match.parent is None and not is_follow_up(item):
            for key in _protocols(item):
                protocols[key].append((item, match))
            titles[item.facts["public_title"]].append((item, match))
    pairs = [
        (protocols[key], study, BY_PROTOCOL)
        for (scheme, key), study in owners.items()
        if scheme == IdentifierScheme.SPONSOR_PROTOCOL and key in protocols
    ]
    same_title = Study.objects.filter(public_title__among=titles).values_list("public_title", "pk")
    pairs += [(titles[title], study, BY_TITLE) for title, study in same_title]
    new = {study for _found, study, _why in pairs} - schemes.keys()
    schemes |= _schemes(new)
    for found, study, why in pairs:
        for item, match in found:
            if own_scheme(item) not in schemes[study]:
                match.candidates.setdefault(study, why)


def own_scheme(item: Item) -> str:
    """The scheme of the record's own number; empty where it has none that we know."""
    return next((scheme for scheme, _value, _key in item.facts["identifiers"] if scheme not in NOT_OF_A_REGISTRY), "")


def _protocols(item: Item) -> list[str]:
    """The sponsor's numbers, but those so short that others have them, too."""
    return [
        key
        for scheme, _value, key in item.facts["identifiers"]
        if scheme == IdentifierScheme.SPONSOR_PROTOCOL and len(key) > TOO_SHORT
    ]
