"""Every study's word for the place of whoever asks, as sets of studies in order: `nearest.nearest` for all at once."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from math import inf
from typing import Any

from pyroaring import BitMap

from trials.choices import HealthRegion, Openness
from trials.dates import PartialDate
from trials.places import great_circle_km, tier
from trials.query.asker import Asker
from trials.query.index.held import ALL_DATA, Index
from trials.query.index.keys import FOREIGN
from trials.query.index.place_sets import PlaceSets, carded_places, confirmed_places, place_sets
from trials.query.nearest import OTHERS, Nearest, OpenWord, nearest_of
from trials.query.openness import NOT_YET, openness
from trials.query.place_rows import HeldPlaces
from trials.query.study_places import Located, StudyPlace, study_places

# So many askers' sets are kept for one state of the index.
KEPT = 16


class Reach(Enum):
    """Which places count: all, those in the asker's own place, those in their country, those outside it."""

    ANYWHERE = "anywhere"
    HERE = "here"
    COUNTRY = "country"
    ABROAD = "abroad"


@dataclass(frozen=True)
class Near:
    """The studies with a place that counts, for one asker on one day."""

    index: Index
    asker: Asker
    today: datetime.date
    reach: Reach = Reach.ANYWHERE

    def counts(self, place: Located) -> bool:
        """Whether a place counts."""
        if self.reach == Reach.HERE:
            return self.asker.holds(place)
        is_home = place.country == self.asker.country
        return self.reach == Reach.ANYWHERE or is_home == (self.reach == Reach.COUNTRY)

    @cached_property
    def sets(self) -> list[tuple[tuple[Any, ...], BitMap]]:
        """Disjoint sets, nearest open first, each with its `Nearest.order`."""
        by_order: dict[tuple[Any, ...], BitMap] = {}
        for pk, one in self.nearest_in(self.read).items():
            by_order.setdefault(one.order, BitMap()).add(pk)
        for order, studies in self._said():
            by_order[order] = by_order[order] | studies if order in by_order else studies
        return sorted(by_order.items(), key=lambda one: one[0])

    def nearest_in(self, studies: Iterable[HeldPlaces]) -> dict[int, Nearest]:
        """The place that answers for each of these studies, of those that count, by primary key."""
        counts = None if self.reach == Reach.ANYWHERE else self.counts
        return nearest_of(studies, self.asker, self.today, counts)

    @property
    def read(self) -> list[HeldPlaces]:
        """The studies that are read as they stand."""
        return self._at_one_site if self._is_one_site else confirmed_places(self.index)

    @cached_property
    def _at_one_site(self) -> list[HeldPlaces]:
        return carded_places(self.index.of("site", [self.asker.site]))

    @cached_property
    def everything(self) -> BitMap:
        """The studies with a place that counts."""
        return BitMap.union(*(studies for _order, studies in self.sets)) if self.sets else BitMap()

    @cached_property
    def words(self) -> dict[str, BitMap]:
        """The studies under each word that a list can be limited to."""
        found: dict[str, BitMap] = {word: BitMap() for word in OpenWord}
        for order, studies in self.sets:
            if order[0] == 0:
                found[OpenWord.REGISTRY if order[2] else OpenWord.CONFIRMED] |= studies
            elif OTHERS[order[0] - 1] == Openness.OPENING_SOON:
                found[OpenWord.SOON] |= studies
        return found

    def cut(self, studies: BitMap) -> Iterator[BitMap]:
        """The studies, nearest open first; equally near ones together."""
        left = len(studies)
        for _order, held in self.sets:
            if part := studies & held:
                yield part
                left -= len(part)
                if not left:
                    return

    def open_in(self, wanted: int) -> Iterator[BitMap]:
        """The studies whose nearest open place is in countries of that tier, in order."""
        return (studies for order, studies in self.sets if order[:2] == (0, wanted))

    def holding(self, parameter: str, value: Any) -> BitMap:
        """The studies that a parameter of PLACE_PARAMETERS leaves."""
        if parameter == "only_here":
            return self.everything
        if parameter == "open":
            return BitMap.union(*(self.words[word] for word in value))
        if parameter == "foreign":
            takers = carded_places(self.index.one(FOREIGN))
            return self._with(takers, lambda place: place.takes_foreign_referrals is True)
        confirmed = confirmed_places(self.index)
        return self._with(confirmed, lambda place: (place.recruitment.last_confirmed_on or datetime.date.min) >= value)

    def openings(self) -> Iterator[tuple[PartialDate, BitMap]]:
        """The studies that are expected to open today or later at a place that counts, by date; not in its order."""
        for groups in self._groups.values():
            for group in groups:
                yield from self._sets.openings.get(group, ())
        for held in filter(_may_open, self.read):
            for date in (opening_of(place, self.today) for place in study_places(held) if self.counts(place)):
                if date:
                    yield date, BitMap([held.pk])

    def _with(self, studies: Iterable[HeldPlaces], is_so: Callable[[StudyPlace], bool]) -> BitMap:
        return BitMap(
            [held.pk for held in studies if any(is_so(one) for one in study_places(held) if self.counts(one))]
        )

    @property
    def _is_one_site(self) -> bool:
        return self.reach == Reach.HERE and bool(self.asker.site)

    @cached_property
    def _sets(self) -> PlaceSets:
        return place_sets(self.index, self.today)

    @cached_property
    def _groups(self) -> dict[int, list[str]]:
        """The groups of places that count, by the tier of their country."""
        if self._is_one_site:
            return {}
        if self.reach == Reach.HERE:
            return {0: [self.asker.health_region or self.asker.country]}
        found: dict[int, list[str]] = {}
        for group in self._sets.said:
            is_home = group == self.asker.country
            if group not in HealthRegion and (self.reach == Reach.ANYWHERE or is_home == (self.reach == Reach.COUNTRY)):
                found.setdefault(tier(group, self.asker.country), []).append(group)
        return dict(sorted(found.items()))

    def _said(self) -> Iterator[tuple[tuple[Any, ...], BitMap]]:
        """The studies that no site confirmed, each once, under its best word."""
        done = BitMap()
        for level, groups in self._groups.items():
            opened = self._under(Openness.OPEN_PER_REGISTRY, groups) - done
            yield from (((0, level, True, far), studies) for far, studies in self._by_distance(opened, groups))
            done |= opened
        for place, word in enumerate(OTHERS, start=1):
            for level, groups in self._groups.items():
                studies = self._under(word, groups) - done
                if studies:
                    yield (place, level), studies
                done |= studies

    def _under(self, word: Openness, groups: list[str]) -> BitMap:
        found = [self._sets.said[group][word] for group in groups if word in self._sets.said.get(group, ())]
        return BitMap.union(*found) if found else BitMap()

    def _by_distance(self, studies: BitMap, groups: list[str]) -> Iterator[tuple[float, BitMap]]:
        """The studies by how far the nearest open place in these groups is; last those of which nobody knows."""
        by_distance: dict[float, list[BitMap]] = {}
        is_region = self.reach == Reach.HERE and bool(self.asker.health_region)
        for at in self._sets.open_at if self.asker.point else ():
            if at.point and (at.region if is_region else at.country) in groups:
                far = great_circle_km(self.asker.point, at.point)  # type: ignore[arg-type]
                by_distance.setdefault(far, []).append(at.studies)
        left = studies
        for far, sets in sorted(by_distance.items(), key=lambda one: one[0]):
            if here := left & BitMap.union(*sets):
                yield far, here
                left = left - here
        if left:
            yield inf, left


def _may_open(held: HeldPlaces) -> bool:
    """Whether anything is said of an opening, at any place: of most studies nothing is."""
    said = {held.status.status}
    said.update(country.status for country in held.countries.values())
    said.update(site.status for site in held.sites)
    return not said.isdisjoint(NOT_YET) or any(site.expected_open for site in held.sites)


def opening_of(place: StudyPlace, today: datetime.date) -> PartialDate | None:
    """When a place that is not closed is expected to open, today or later."""
    date = place.recruitment.opening
    is_over = openness(place.recruitment, today) == Openness.CLOSED
    return date if date and not is_over and date.last_day >= today else None


def near(index: Index, asker: Asker, today: datetime.date, reach: Reach = Reach.ANYWHERE) -> Near:
    """The studies by place, made once for each state of the index."""
    made = index.made.setdefault(((ALL_DATA,), "near"), {})
    key = (asker.value, today, reach)
    if key not in made:
        if len(made) >= KEPT:
            made.clear()
        made[key] = Near(index, asker, today, reach)
    return made[key]  # type: ignore[no-any-return]
