"""An honest answer where nothing is open: what is expected here, what is open abroad, and what else there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pyroaring import BitMap

from trials.localised import Localised
from trials.outputs.clinical import display_title
from trials.outputs.near import NearWords, near_words
from trials.outputs.wording import placed
from trials.places import in_country
from trials.query.address import address
from trials.query.card_rows import cards
from trials.query.cards import StudyCard
from trials.query.index.held import ALL_DATA
from trials.query.index.near import Near, Reach, near, opening_of
from trials.query.index.order import Ordered, order_of
from trials.query.index.place_sets import carded_places
from trials.query.labels import Labels
from trials.query.nearest import PLACE_PARAMETERS, Nearest, OpenWord, nearest
from trials.query.ranking import Sort
from trials.query.studies import StudyList
from trials.query.study_places import study_places

# So many studies abroad are kept.
KEPT = 1000
# Helsenorge's list of clinical studies in Norway, kept by the hospitals themselves.
HELSENORGE = "https://www.helsenorge.no/kliniske-studier/"


@dataclass(frozen=True)
class Elsewhere:
    """A study with its place, how near that is (`where`), and whether patients from abroad are taken (`foreign`)."""

    slug: str
    title: Localised
    near: NearWords
    where: str = ""
    foreign: str = ""


@dataclass(frozen=True)
class Wider:
    """The nearest wider disease that has studies, and the list of them."""

    name: Localised
    studies: int
    address: str


@dataclass(frozen=True)
class NothingOpen:
    """Nothing that was asked for takes patients in `place` today ("in Norway")."""

    place: str
    expected: Elsewhere | None
    abroad: list[Elsewhere]
    wider: Wider | None
    helsenorge: str = HELSENORGE


def nothing_open(studies: StudyList, labels: Labels, wider_at: str = "") -> NothingOpen | None:
    """What there is to say where nothing is open in the asker's country, or with "only here" in their place; else None.

    It is about all studies of the question, open or not; `wider_at` is the address of the list, where this is not it.
    A constant number of queries, for the names of the studies.
    """
    if studies.faults:
        return None
    wanted = studies.without(*PLACE_PARAMETERS)
    here = near(studies.index, studies.asker, studies.today, _reach(studies))
    if any(not wanted.isdisjoint(here.words[word]) for word in (OpenWord.CONFIRMED, OpenWord.REGISTRY)):
        return None
    expected = _next_opening(wanted, here, studies)
    return NothingOpen(
        _place(studies, labels),
        next(iter(_told([expected], studies, labels).values()), None) if expected else None,
        _abroad(wanted, studies, labels),
        _wider(studies, labels, wider_at),
    )


def _reach(studies: StudyList) -> Reach:
    return Reach.HERE if "only_here" in studies.chosen else Reach.COUNTRY


def _next_opening(wanted: BitMap, here: Near, studies: StudyList) -> Nearest | None:
    """The place that is expected to open first of those that are to open at all."""
    opening = [(date, both) for date, held in here.openings() if (both := wanted & held)]
    if not opening:
        return None
    first = min(date for date, _studies in opening)
    pk = _newest(BitMap.union(*(held for date, held in opening if date == first)), studies)
    places = [place for held in carded_places([pk]) for place in study_places(held) if here.counts(place)]
    return nearest([one for one in places if opening_of(one, studies.today) == first][:1], studies.asker, studies.today)


def _abroad(wanted: BitMap, studies: StudyList, labels: Labels) -> list[Elsewhere]:
    """The nearest open place of each tier of countries abroad: the same few, made once for each state of the data."""
    kept: dict[tuple[Any, ...], Elsewhere] = studies.index.made.setdefault(((ALL_DATA,), "abroad"), {})
    keys = {pk: (pk, studies.asker.value, studies.today, labels.language) for pk in _nearest_abroad(wanted, studies)}
    missing = [pk for pk, key in keys.items() if key not in kept]
    if len(kept) + len(missing) > KEPT:
        kept.clear()
        missing = [*keys]
    abroad = near(studies.index, studies.asker, studies.today, Reach.ABROAD)
    found = abroad.nearest_in(carded_places(missing)).values()
    kept |= {keys[pk]: told for pk, told in _told([one for one in found if one.is_open], studies, labels).items()}
    return [kept[key] for key in keys.values() if key in kept]


def _nearest_abroad(wanted: BitMap, studies: StudyList) -> list[int]:
    """The study with the nearest open place of each tier of countries abroad."""
    abroad = near(studies.index, studies.asker, studies.today, Reach.ABROAD)
    nearest_sets = [
        next((both for held in abroad.open_in(tier) if (both := wanted & held)), None) for tier in (1, 2, 3)
    ]
    return list(dict.fromkeys(_newest(held, studies) for held in nearest_sets if held))


def _newest(held: BitMap, studies: StudyList) -> int:
    """The study that changed last: of those that are equally near the same one is named each time."""
    return Ordered(held, (), order_of(studies.index, Sort.UPDATED))[0]


def _told(found: Iterable[Nearest], studies: StudyList, labels: Labels) -> dict[int, Elsewhere]:
    """The places in words, by study (primary key)."""
    by_study = {one.place.study_id: one for one in found}
    return {pk: _elsewhere(by_study[pk], card, studies, labels) for pk, card in cards(by_study).items()}


def _elsewhere(one: Nearest, study: StudyCard, studies: StudyList, labels: Labels) -> Elsewhere:
    where = {1: _("Nordic countries"), 2: _("Rest of Europe"), 3: _("Rest of the world")}.get(one.tier, "")
    return Elsewhere(
        study.slug,
        display_title(study, labels.language),
        near_words(one, studies.today, labels.language),
        where,
        foreign_words(one.place.takes_foreign_referrals),
    )


def foreign_words(takes: bool | None) -> str:
    """Whether a site takes patients from abroad, as its own sentence."""
    if takes is None:
        return _("Ask the site whether it takes patients from abroad")
    return _("Takes patients from abroad") if takes else _("Takes no patients from abroad")


def _place(studies: StudyList, labels: Labels) -> str:
    if "only_here" in studies.chosen:
        return placed(studies, labels)
    return in_country(studies.asker.country, labels.language)


def _wider(studies: StudyList, labels: Labels, at: str) -> Wider | None:
    """The nearest wider disease that has more studies, where one disease was asked for."""
    if len(slugs := studies.chosen.get("indication", [])) != 1:
        return None
    asked = next(pk for pk, one in studies.tree.by_id.items() if one.slug == slugs[0])
    _own, *above = studies.tree.ancestors(asked)
    others = studies.without("indication", *PLACE_PARAMETERS)
    fewest = len(others & studies.index.of("indication", slugs))
    for pk in above:
        slug = studies.tree.by_id[pk].slug
        if (found := len(others & studies.index.of("indication", [slug]))) > fewest:
            query = address(studies.params, put={"indication": slug})
            return Wider(studies.tree.name(pk, labels.language), found, at + query)
    return None
