"""Numbers of people: never more than there were."""

import pytest

from tests.factories import make_publication
from tests.models.refusals import messages, refused_as_a_twin, refused_by
from trials.choices import AdverseEvent
from trials.models import Outcome, SafetyResult

pytestmark = pytest.mark.django_db

Number = int | None


def outcome(numerator: Number, denominator: Number) -> Outcome:
    return Outcome(
        publication=make_publication(),
        measure_nb="Remisjon",
        measure_en="Remission",
        numerator=numerator,
        denominator=denominator,
    )


def safety(**numbers: Number) -> SafetyResult:
    return SafetyResult(publication=make_publication(), event=AdverseEvent.CRS, **numbers)


@pytest.mark.parametrize(("numerator", "denominator"), [(5, 6), (6, 6), (0, 6), (0, 0), (None, 6), (None, None)])
def test_a_part_of_those_assessed_is_held(numerator: Number, denominator: Number) -> None:
    result = outcome(numerator, denominator)

    result.save()

    assert messages(result) == {}


@pytest.mark.parametrize(("numerator", "denominator"), [(7, 6), (1, 0), (5, None), (0, None)])
def test_more_than_were_assessed_is_refused(numerator: Number, denominator: Number) -> None:
    result = outcome(numerator, denominator)

    with refused_by("outcome_numerator_is_at_most_its_denominator"):
        result.save()
    assert messages(result) == {"__all__": ["More people with the outcome than were assessed."]}


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"n_treated": 6, "any_grade": 6, "grade_3_or_more": 6},
        {"n_treated": 6, "any_grade": 0, "grade_3_or_more": 0},
        {"n_treated": 6, "grade_1": 1, "grade_2": 2, "grade_3": 1, "grade_4": 1, "grade_5": 1},
        {"n_treated": 6, "grade_2": 6},
        {"n_treated": 0, "any_grade": 0},
        {"any_grade": 9},
        {"grade_1": 9},
        {"any_grade": 3, "grade_3_or_more": 3},
        {"grade_3_or_more": 3},
    ],
)
def test_no_more_affected_than_treated_is_held(numbers: dict[str, Number]) -> None:
    result = safety(**numbers)

    result.save()

    assert messages(result) == {}


@pytest.mark.parametrize(
    "numbers",
    [
        {"any_grade": 7},
        {"grade_3_or_more": 7},
        {"grade_1": 7},
        {"grade_5": 7},
        {"grade_1": 3, "grade_2": 4},
        {"grade_1": 2, "grade_2": 2, "grade_3": 1, "grade_4": 1, "grade_5": 1},
    ],
)
def test_more_affected_than_treated_is_refused(numbers: dict[str, Number]) -> None:
    result = safety(n_treated=6, **numbers)

    with refused_by("no_more_affected_than_treated"):
        result.save()
    assert messages(result) == {"__all__": ["More people affected than were treated."]}


@pytest.mark.parametrize("treated", [9, None])
def test_more_severe_than_any_grade_is_refused(treated: Number) -> None:
    result = safety(n_treated=treated, any_grade=3, grade_3_or_more=4)

    with refused_by("severe_is_part_of_any_grade"):
        result.save()
    assert messages(result) == {"__all__": ["More people with grade 3 or more than with any grade."]}


def test_not_seen_is_not_zero() -> None:
    result = safety(n_treated=6)

    result.save()

    result.refresh_from_db()
    assert (result.any_grade, result.grade_3_or_more) == (None, None)


def test_a_publication_reports_a_side_effect_once() -> None:
    first = safety()
    first.save()

    with refused_as_a_twin():
        SafetyResult.objects.create(publication=first.publication, event=AdverseEvent.CRS)


def test_results_go_with_their_publication() -> None:
    result = safety()
    result.save()

    _count, gone = result.publication.delete()

    assert gone == {"trials.Publication": 1, "trials.SafetyResult": 1}
