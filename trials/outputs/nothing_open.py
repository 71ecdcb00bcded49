"""An honest answer where nothing is open: what is expected here, what is open abroad, and what else there is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trials.choices import Openness
from trials.localised import Localised
from trials.models import Study
from trials.outputs.clinical import display_title
from trials.outputs.near import NearWords, near_words
from trials.outputs.rows import studies_for_rows
from trials.outputs.wording import placed
from trials.places import in_country
from trials.query.address import address
from trials.query.labels import Labels
from trials.query.nearest import PLACE_PARAMETERS, Nearest, nearest
from trials.query.openness import OPEN, openness
from trials.query.ranking import Sort, in_order
from trials.query.studies import StudyList
from trials.query.study_places import StudyPlace

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
    # In an order of the register, so that of two that are equally near the same one is named each time.
    wanted = in_order(studies.without(*PLACE_PARAMETERS), Sort.UPDATED, studies.members.facts)
    held = {pk: studies.places[pk] for pk in wanted}
    here = [place for places in held.values() for place in places if _is_here(place, studies)]
    if any(openness(place.recruitment, studies.today) in OPEN for place in here):
        return None
    expected = _next_opening(here, studies)
    best = [one for places in held.values() if (one := _nearest_abroad(places, studies))]
    shown = [min(found, key=lambda one: one.order) for tier in (1, 2, 3) if (found := _open_in(best, tier))]
    named = [one.place.study_id for one in (expected, *shown) if one]
    titles = {study.pk: study for study in studies_for_rows(named)}
    return NothingOpen(
        _place(studies, labels),
        _elsewhere(expected, titles, studies, labels) if expected else None,
        [_elsewhere(one, titles, studies, labels) for one in shown],
        _wider(studies, labels, wider_at),
    )


def _is_here(place: StudyPlace, studies: StudyList) -> bool:
    if "only_here" in studies.chosen:
        return studies.asker.holds(place)
    return place.country == studies.asker.country


def _nearest_abroad(places: Iterable[StudyPlace], studies: StudyList) -> Nearest | None:
    abroad = [place for place in places if place.country != studies.asker.country]
    return nearest(abroad, studies.asker, studies.today)


def _open_in(best: list[Nearest], tier: int) -> list[Nearest]:
    return [one for one in best if one.is_open and one.tier == tier]


def _next_opening(here: list[StudyPlace], studies: StudyList) -> Nearest | None:
    """The place that is expected to open first of those that are to open at all."""
    found = []
    for place in here:
        opening = place.recruitment.opening
        is_over = openness(place.recruitment, studies.today) == Openness.CLOSED
        if opening and not is_over and opening.last_day >= studies.today:
            found.append((opening, place))
    if not found:
        return None
    return nearest([min(found, key=lambda one: one[0])[1]], studies.asker, studies.today)


def _elsewhere(one: Nearest, titles: dict[int, Study], studies: StudyList, labels: Labels) -> Elsewhere:
    study = titles[one.place.study_id]
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
    fewest = len(others & studies.members.of("indication", slugs))
    for pk in above:
        slug = studies.tree.by_id[pk].slug
        if (found := len(others & studies.members.of("indication", [slug]))) > fewest:
            query = address(studies.params, put={"indication": slug})
            return Wider(studies.tree.name(pk, labels.language), found, at + query)
    return None
