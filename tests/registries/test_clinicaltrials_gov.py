import json
from typing import Any

import pytest

from tests.registries.records import CTGOV, changed, ctgov
from trials.dates import PartialDate
from trials.registries.base import Refused, UnknownTerm
from trials.registries.clinicaltrials_gov import parse


def study(**at: Any) -> Any:
    return parse(ctgov(**at)).study


def test_a_record_is_read_field_by_field() -> None:
    read = parse(ctgov())
    one = read.study

    assert read.warnings == ()
    assert (one.registry, one.registry_id, one.acronym) == ("ctgov", "NCT01234567", "LUPUS-1")
    assert one.public_title == "ABC-101 in lupus"
    assert one.scientific_title == "A phase 1/2 study of ABC-101 in systemic lupus erythematosus"
    assert (one.primary_sponsor, one.sponsor_class, one.sponsor_type) == ("A Company", "INDUSTRY", "INDUSTRY")
    assert one.collaborators == ("A Hospital",)
    assert (one.conditions, one.keywords) == (("Lupus",), ("CAR-T",))
    assert [heading.term for heading in one.mesh_conditions] == ["Lupus Erythematosus, Systemic"]
    assert [(arm.label, arm.type, arm.interventions) for arm in one.arms] == [("All", "EXPERIMENTAL", ("ABC-101",))]
    assert [(i.type, i.name, i.other_names) for i in one.interventions] == [("BIOLOGICAL", "ABC-101", ("abc cells",))]
    assert (one.study_type, one.phase, one.sex) == ("INTERVENTIONAL", "PHASE1_PHASE2", "ALL")
    assert (one.design.allocation, one.design.masking, one.design.model) == ("NOT_APPLICABLE", "NONE", "SINGLE_GROUP")
    assert (one.sample_size, one.sample_size_type) == (12, "ESTIMATED")
    assert [(o.kind, o.measure, o.time_frame) for o in one.outcomes] == [("PRIMARY", "Toxicity", "28 days")]
    assert [(r.pmid, r.type) for r in one.references] == [("12345678", "DERIVED")]
    assert [(c.name, c.phone) for c in one.contacts] == [("A Nurse", "123 ext. 4")]


def test_dates_keep_their_precision_and_their_absence() -> None:
    one = study()

    assert (str(one.start_date), str(one.primary_completion_date), str(one.completion_date)) == (
        "2024-05",
        "2026-01-31",
        "2027",
    )
    assert one.last_update == PartialDate(2026, 3, 4)
    assert one.results_posted is None


def test_numbers_are_known_by_their_form_whatever_their_type() -> None:
    assert [(number.scheme, number.value) for number in study().identifiers] == [
        ("CTGOV", "NCT01234567"),
        ("CTGOV", "NCT00000001"),
        ("SPONSOR_PROTOCOL", "ABC-101"),
        ("CTIS", "2023-507820-22"),
        ("NIH", "2023"),
        ("JRCT", "jRCT2031240089"),
    ]


def test_sites_have_their_own_status_country_and_coordinates() -> None:
    oslo, ankara = study().sites

    assert (oslo.city, oslo.country, oslo.status, oslo.latitude) == ("Oslo", "NO", "NOT_YET_RECRUITING", 59.91273)
    assert (ankara.country, ankara.status, ankara.latitude) == ("TR", None, None)
    assert study().countries == ("NO", "TR")


def test_criteria_stay_as_the_registry_writes_them() -> None:
    assert study().eligibility == "Inclusion:\n\n* SLEDAI \\>= 6"


@pytest.mark.parametrize(
    ("written", "years"),
    [("18 Years", 18.0), ("6 Months", 0.5), ("1 Day", 0.0027), ("1 Minute", 0.0), ("26 Weeks", 0.4983)],
)
def test_ages_are_years(written, years):
    assert study(eligibilityModule__maximumAge=written).maximum_age == years


def test_an_absent_age_sets_no_limit() -> None:
    assert (study().minimum_age, study().maximum_age) == (18.0, None)


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("WITHHELD", "UNKNOWN"),
        ("AVAILABLE", "AVAILABLE"),
        ("TEMPORARILY_NOT_AVAILABLE", "TEMPORARILY_NOT_AVAILABLE"),
        ("NO_LONGER_AVAILABLE", "NO_LONGER_AVAILABLE"),
        ("APPROVED_FOR_MARKETING", "APPROVED_FOR_MARKETING"),
        ("ENROLLING_BY_INVITATION", "ENROLLING_BY_INVITATION"),
    ],
)
def test_a_status_is_ours_and_as_written(written, ours):
    one = study(statusModule__overallStatus=written)

    assert (one.recruitment_status, one.status_as_written) == (ours, written)


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        ("statusModule__overallStatus", "PAUSED", "statusModule.overallStatus"),
        ("statusModule__overallStatus", "ANNOUNCED", "statusModule.overallStatus"),
        ("statusModule__lastKnownStatus", "PAUSED", "statusModule.lastKnownStatus"),
        ("designModule__studyType", "LONG_TERM_FOLLOW_UP", "designModule.studyType"),
        ("designModule__phases", ["PHASE5"], "designModule.phases"),
        ("designModule__phases", ["PHASE1", "PHASE3"], "designModule.phases"),
        ("contactsLocationsModule__locations__0__status", "PAUSED", "locations.status"),
    ],
)
def test_an_unknown_status_phase_or_type_is_refused_by_field_and_value(place, value, field):
    with pytest.raises(UnknownTerm) as refused:
        parse(ctgov(**{place: value}))

    assert str(refused.value).startswith(f"{field}: “{value if isinstance(value, str) else '/'.join(value)}”")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("armsInterventionsModule__interventions__0__type", "HOLOGRAM"),
        ("armsInterventionsModule__armGroups__0__type", "HOLOGRAM"),
        ("sponsorCollaboratorsModule__leadSponsor__class", "HOLOGRAM"),
        ("eligibilityModule__sex", "HOLOGRAM"),
        ("designModule__designInfo__allocation", "HOLOGRAM"),
        ("contactsLocationsModule__locations__0__country", "HOLOGRAM"),
    ],
)
def test_another_unknown_term_is_a_warning_that_names_it(place, value):
    warnings = parse(ctgov(**{place: value})).warnings

    assert [value in warning for warning in warnings] == [True]


def test_an_unknown_type_of_intervention_is_kept_as_written() -> None:
    assert study(armsInterventionsModule__interventions__0__type="HOLOGRAM").interventions[0].type == "HOLOGRAM"


@pytest.mark.parametrize(
    ("word", "ours"),
    [("OTHER", "INVESTIGATOR_INITIATED"), ("NIH", "INVESTIGATOR_INITIATED"), ("AMBIG", None), ("UNKNOWN", None)],
)
def test_who_initiated_follows_the_class(word, ours):
    assert study(sponsorCollaboratorsModule__leadSponsor__class=word).sponsor_type == ours


def test_no_phases_is_no_phase_known_and_na_is_a_phase_not_applicable() -> None:
    assert study(designModule__phases=None).phase is None
    assert study(designModule__phases=["NA"]).phase == "NOT_APPLICABLE"


def test_a_study_says_what_it_was_before_it_became_unknown() -> None:
    one = study(statusModule__overallStatus="UNKNOWN", statusModule__lastKnownStatus="RECRUITING")

    assert (one.recruitment_status, one.last_known_status) == ("UNKNOWN", "RECRUITING")


def test_a_record_of_nothing_but_number_and_status_is_read() -> None:
    bare = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT01234567"},
            "statusModule": {"overallStatus": "WITHDRAWN", "whyStopped": "No money"},
        }
    }

    one = parse(json.dumps(bare).encode()).study

    assert (one.recruitment_status, one.why_stopped, one.sites, one.study_type) == ("WITHDRAWN", "No money", (), None)


def test_new_keys_and_modules_do_no_harm() -> None:
    document = changed(
        CTGOV, {"protocolSection__newModule": {"a": [1, {"b": None}]}, "protocolSection__statusModule__new": "x"}
    )

    assert parse(json.dumps(document).encode()).study.registry_id == "NCT01234567"


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ({"identificationModule__nctId": "NCT1"}, "is not an NCT number"),
        ({"identificationModule__nctId": 7}, "Expected `str`, got `int` - at `$.protocolSection.identification"),
        ({"identificationModule": None}, "missing required field `identificationModule`"),
        ({"statusModule__startDateStruct": {"date": "2024-13"}}, "startDateStruct.date: month 13"),
        ({"statusModule__startDateStruct": {"date": "May 2024"}}, "startDateStruct.date: 'May 2024'"),
        ({"eligibilityModule__minimumAge": "old"}, "eligibilityModule.minimumAge: “old” is not an age"),
        ({"designModule__enrollmentInfo": {"count": -1}}, "enrollmentInfo.count: -1"),
        ({"designModule__enrollmentInfo": {"count": 10**12}}, "enrollmentInfo.count: 1000000000000"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place_and_the_value(at, reason):
    with pytest.raises(Refused) as refused:
        parse(ctgov(**at))

    assert reason in str(refused.value)


def test_a_record_with_the_field_names_of_the_old_interface_is_refused() -> None:
    with pytest.raises(Refused, match="protocolSection"):
        parse(b'{"NCTId": ["NCT01234567"], "locationFacility": []}')
