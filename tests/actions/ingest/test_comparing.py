"""Three values, and what becomes of the registry's."""

import pytest

from trials.actions.ingest.comparing import Verdict, verdict
from trials.query.facts import same


@pytest.mark.parametrize(
    ("before", "ours", "theirs", "is_decided", "outcome"),
    [
        (1, 1, 1, False, Verdict.SAME),
        (1, 1, 2, False, Verdict.APPLY),
        (1, 1, 2, True, Verdict.PROPOSE),
        (1, 3, 2, False, Verdict.PROPOSE),
        (1, 2, 2, True, Verdict.SAME),
        (1, 3, 1, False, Verdict.LEAVE),
        (1, 3, 1, True, Verdict.LEAVE),
        (1, 1, None, False, Verdict.PROPOSE),
        (1, None, 2, False, Verdict.APPLY),
        (1, None, 2, True, Verdict.PROPOSE),
        (None, None, 2, False, Verdict.APPLY),
        (None, 1, 2, False, Verdict.PROPOSE),
        (None, 1, None, False, Verdict.LEAVE),
    ],
    ids=[
        "nothing new",
        "a change of what the registry fed",
        "a change of what a person decided",
        "a change of what differs from what the registry said",
        "the registry comes to what a person decided",
        "the registry says what it said, a person changed it",
        "the registry says what it said, a person decided",
        "the registry falls silent",
        "a change of what is empty here",
        "a change of what a person emptied",
        "first met, empty here",
        "first met, another value here",
        "first met, nothing said",
    ],
)
def test_a_person_outlives_an_import(before, ours, theirs, is_decided, outcome):
    assert verdict("sample_size", before=before, ours=ours, theirs=theirs, is_decided=is_decided) is outcome


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "are_same"),
    [
        ("public_title", "CAR-T in Lupus", "CAR T  in lupus", True),
        ("primary_sponsor", "Liang Zou", "LiangZou", True),
        ("criteria_text", "* Adult\n\n* SLE", "* Adult\n* SLE", True),
        ("criteria_text", "* Adult", "* adult", False),
        ("study_type", "LONG_TERM_FOLLOW_UP", "INTERVENTIONAL", True),
        ("study_type", "OBSERVATIONAL", "INTERVENTIONAL", False),
        ("sample_size", None, "", True),
        ("sample_size", 0, None, False),
        ("start_date", "2025", "2025-01", False),
    ],
)
def test_values_are_the_same_in_any_writing(field, ours, theirs, are_same):
    assert same(field, ours, theirs) is are_same
