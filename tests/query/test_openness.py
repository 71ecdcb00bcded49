"""Openness, the place that answers and the order of a list, against the plain reference."""

import math
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings, strategies as st

from tests import reference_openness as reference
from trials.choices import RecruitmentStatus, VerificationMethod
from trials.dates import PartialDate
from trials.query.asker import Asker
from trials.query.nearest import nearest
from trials.query.openness import Recruitment, openness
from trials.query.study_places import StudyPlace

TODAY = date(2026, 11, 26)
STATUSES = [*RecruitmentStatus.values]
OPENINGS = [None, PartialDate(2026, 10), PartialDate(2026, 11), PartialDate(2027, 5, 25), PartialDate(2027, 5, 26)]
AGES = [None, 0, 90, 91]
METHODS = [VerificationMethod.PHONE, VerificationMethod.REGISTRY, VerificationMethod.SIGNED_IN]
POINTS = [None, (59.91, 10.75), (69.65, 18.96), (52.52, 13.4)]


def span(opening: PartialDate | None) -> tuple[date, date] | None:
    return (opening.first_day, opening.last_day) if opening else None


def both(
    study: str, site: str = "", country_says: str = "", is_only: bool = False, **more: Any
) -> tuple[Recruitment, reference.Place]:
    """A place as the register holds it, and as the reference does."""
    opening, start = more.get("opening"), more.get("start")
    age, method = more.get("age"), more.get("method", VerificationMethod.PHONE)
    on = None if age is None else TODAY - timedelta(days=age)
    external, disputed = more.get("external"), more.get("disputed", False)
    ours = Recruitment(
        study,
        country_says,
        site,
        is_only_place=is_only,
        expected_open=opening,
        study_start=start,
        takes_external_referrals=external,
        verified_on=on,
        verification_method=method if on else "",
        in_conflict=disputed,
    )
    plain = reference.Place(
        study,
        site,
        country_says,
        is_only,
        more.get("country", "NO"),
        more.get("point"),
        span(opening),
        span(start),
        external,
        None if method == VerificationMethod.REGISTRY else on,
        disputed,
    )
    return ours, plain


def test_every_combination_of_statuses_is_as_the_reference_has_it():
    for study, site, country, is_only in product(STATUSES, ["", *STATUSES], ["", *STATUSES], [False, True]):
        ours, plain = both(study, site, country, is_only)
        assert openness(ours, TODAY) == reference.word(plain, TODAY), plain


def test_every_combination_of_confirmation_referrals_conflict_and_opening_is_as_the_reference_has_it():
    held = product(STATUSES, ["", *STATUSES], AGES, METHODS[:2], [None, True, False], [False, True], OPENINGS)
    for study, site, age, method, external, disputed, opening in held:
        more: dict[str, Any] = {
            "age": age,
            "method": method,
            "external": external,
            "disputed": disputed,
            "start": opening,
        }
        ours, plain = both(study, site, **more)
        assert openness(ours, TODAY) == reference.word(plain, TODAY), plain


def test_what_the_site_expects_counts_before_the_start_of_the_study():
    for study, site, opening, start in product(STATUSES, ["", *STATUSES], OPENINGS, OPENINGS):
        ours, plain = both(study, site, opening=opening, start=start)
        assert openness(ours, TODAY) == reference.word(plain, TODAY), plain


@st.composite
def studies(draw: st.DrawFn) -> list[tuple[Recruitment, reference.Place]]:
    """The places of a study, mostly such as can be open."""
    likely = st.sampled_from(["RECRUITING", "RECRUITING", "NOT_YET_RECRUITING", "SUSPENDED", "COMPLETED", "UNKNOWN"])
    study = draw(likely)
    return [
        both(
            study,
            draw(likely | st.just("")),
            age=draw(st.sampled_from(AGES)),
            method=draw(st.sampled_from(METHODS)),
            external=draw(st.sampled_from([None, True, False])),
            disputed=draw(st.booleans()),
            opening=draw(st.sampled_from(OPENINGS)),
            country=draw(st.sampled_from(["NO", "SE", "DE", "US"])),
            point=draw(st.sampled_from(POINTS)),
        )
        for _ in range(draw(st.integers(1, 4)))
    ]


def as_place(pk: int, ours: Recruitment, plain: reference.Place) -> StudyPlace:
    latitude, longitude = plain.point or (None, None)
    names: dict[str, Any] = {"slug": "site", "name_nb": "", "name_en": "Site", "city": "", "health_region": ""}
    return StudyPlace(
        study_id=pk,
        study_site_id=pk,
        **names,
        country=plain.country,
        is_undisclosed=False,
        latitude=latitude,
        longitude=longitude,
        recruitment=ours,
    )


@settings(max_examples=300, deadline=None)
@given(
    held=st.lists(studies(), min_size=1, max_size=6),
    changed=st.lists(st.sampled_from([None, "2026", "2026-08", "2026-08-22"]), min_size=6, max_size=6),
    home=st.sampled_from(["NO", "SE", "US"]),
    here=st.sampled_from(POINTS),
)
def test_the_place_that_answers_and_the_order_are_those_of_the_reference(
    held: list[list[tuple[Recruitment, reference.Place]]],
    changed: list[str | None],
    home: str,
    here: tuple[float, float] | None,
):
    asker = Asker("x", home, point=here)
    plain = {pk: [one for _ours, one in places] for pk, places in enumerate(held)}
    found = {pk: nearest([as_place(pk, *one) for one in places], asker, TODAY) for pk, places in enumerate(held)}

    for pk, one in found.items():
        assert one is not None
        far = math.inf if one.distance_km is None else round(one.distance_km, 3)
        assert (one.openness, one.tier, far) == reference.answers(plain[pk], TODAY, home, here)
    newest = {pk: day or "" for pk, day in zip(plain, changed, strict=False)}
    by_date = sorted(plain, key=lambda pk: newest[pk], reverse=True)
    order = {pk: one.order for pk, one in found.items() if one}
    assert sorted(by_date, key=lambda pk: order[pk]) == reference.ordered(plain, newest, TODAY, home, here)
