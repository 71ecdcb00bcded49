from typing import Any

import pytest

from tests.registries.records import ctis
from trials.registries.base import Refused, UnknownTerm
from trials.registries.ctis import parse
from trials.registries.ctis_codes import STATUS_WORDS, STATUSES

PART_ONE = "authorizedApplication__authorizedPartI"
INFORMATION = f"{PART_ONE}__trialDetails__trialInformation"
STATES = "authorizedApplication__memberStatesConcerned"


def study(**at: Any) -> Any:
    return parse(ctis(**at)).study


def test_a_record_is_read_field_by_field() -> None:
    read = parse(ctis())
    one = read.study

    assert read.warnings == ()
    assert (one.registry, one.registry_id, one.acronym) == ("ctis", "2024-512345-10-00", "MYO-1")
    assert (one.public_title, one.scientific_title) == (
        "XYZ in muscle inflammation",
        "A phase 1/2 study of XYZ in myositis",
    )
    assert [(number.scheme, number.value) for number in one.identifiers] == [
        ("CTIS", "2024-512345-10-00"),
        ("EUDRACT", "2019-003842-34"),
        ("CTGOV", "NCT07654321"),
    ]
    assert (one.primary_sponsor, one.sponsor_type) == ("A University Hospital", "INVESTIGATOR_INITIATED")
    assert one.collaborators == ("A Foundation",)
    assert (one.conditions, one.keywords) == (("Myositis",), ("Dermatomyositis",))
    assert [(i.type, i.name, i.other_names) for i in one.interventions] == [("Test", "XYZ cells", ("XYZ-1",))]
    assert (one.study_type, one.phase, one.design.masking) == ("INTERVENTIONAL", "PHASE1_PHASE2", "DOUBLE")
    assert [arm.label for arm in one.arms] == ["Low dose"]
    assert one.eligibility == "Inclusion criteria:\n1. Adult\n2. Refractory\n\nExclusion criteria:\n1. Cancer"
    assert [(o.kind, o.measure) for o in one.outcomes] == [("PRIMARY", "Safety"), ("SECONDARY", "Response")]
    assert [r.pmid for r in one.references] == ["38381673"]
    assert [(c.name, c.role, c.phone) for c in one.contacts] == [("Trials Office", "Public", "55")]


def test_dates_are_days_in_whichever_writing() -> None:
    one = study()

    assert (str(one.start_date), str(one.completion_date)) == ("2025-01-17", "2028-06-30")
    assert (str(one.first_posted), str(one.last_update)) == ("2024-12-01", "2026-02-03")
    assert one.primary_completion_date is None


def test_participants_are_those_of_the_countries_and_of_the_rest_of_the_world() -> None:
    assert (study().sample_size, study().sample_size_type) == (12, "ESTIMATED")


def test_a_country_has_its_own_status_and_its_own_code() -> None:
    one = study()

    assert one.recruitment_status == "RECRUITING"
    assert one.country_status == {"NO": "NOT_YET_RECRUITING", "DE": "RECRUITING"}
    assert one.country_status_as_written == {"NO": "2", "DE": "4"}
    assert one.countries == ("NO", "DE", "US")


def test_the_only_country_has_the_status_of_the_trial_and_one_of_several_has_none_of_its_own() -> None:
    alone = study(**{STATES: [{"mscName": "Norway"}]})
    among_others = study(**{STATES: [{"mscName": "Norway"}, {"mscName": "Sweden", "mscPublicStatusCode": 5}]})

    assert alone.country_status == {"NO": "RECRUITING"}
    assert among_others.country_status == {"SE": "ACTIVE_NOT_RECRUITING"}


def test_a_site_has_no_status_since_the_registry_gives_none() -> None:
    (oslo,) = study().sites

    assert (oslo.facility, oslo.city, oslo.country) == ("Oslo universitetssykehus", "Oslo", "NO")
    assert (oslo.status, oslo.latitude) == (None, None)
    assert (oslo.contacts[0].name, oslo.contacts[0].affiliation) == ("Kari Nordmann", "Revmatologi")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (1, "NOT_YET_RECRUITING"),
        (2, "NOT_YET_RECRUITING"),
        (3, "RECRUITING"),
        ("4", "RECRUITING"),
        (5, "ACTIVE_NOT_RECRUITING"),
        (6, "SUSPENDED"),
        (7, "SUSPENDED"),
        (8, "COMPLETED"),
        (9, "WITHDRAWN"),
        (10, "TERMINATED"),
        (11, "WITHDRAWN"),
        (12, "WITHDRAWN"),
        (15, "WITHDRAWN"),
        (16, "UNKNOWN"),
    ],
)
def test_a_code_is_a_status_and_stays_beside_it(code, status):
    one = study(ctPublicStatusCode=code)

    assert (one.recruitment_status, one.status_as_written) == (status, str(code))


def test_not_authorised_is_told_from_withdrawn_by_its_code() -> None:
    assert STATUS_WORDS[study(ctPublicStatusCode=11).status_as_written] == "Not authorised"


def test_every_code_has_its_words_and_its_status() -> None:
    assert STATUS_WORDS.keys() == STATUSES.keys()


def test_an_ended_trial_is_terminated_where_it_ended_early() -> None:
    events = {
        "trialEvents": [
            {"mscName": "Norway", "events": [{"notificationType": "EARLY_TERMINATION", "date": "2026-01-01"}]}
        ]
    }
    states = [{"mscName": "Norway", "mscPublicStatusCode": 8}, {"mscName": "Germany", "mscPublicStatusCode": 8}]

    one = study(ctPublicStatusCode=8, events=events, **{STATES: states})

    assert one.recruitment_status == "TERMINATED"
    assert one.country_status == {"NO": "TERMINATED", "DE": "COMPLETED"}
    assert str(one.completion_date) == "2026-01-01"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ({"ctPublicStatusCode": 99}, "ctPublicStatusCode: “99” is not a known term"),
        ({"ctPublicStatusCode": None}, "ctPublicStatusCode: “” is not a known term"),
        ({f"{STATES}__0__mscPublicStatusCode": 77}, "mscPublicStatusCode: “77” is not a known term"),
        ({f"{INFORMATION}__trialCategory__trialPhase": "12"}, "trialCategory.trialPhase: “12” is not a known term"),
    ],
)
def test_an_unknown_status_or_phase_is_refused_by_field_and_value(at, words):
    with pytest.raises(UnknownTerm) as refused:
        parse(ctis(**at))

    assert str(refused.value) == words


def test_phases_three_and_four_together_are_read_as_three_with_a_warning() -> None:
    read = parse(ctis(**{f"{INFORMATION}__trialCategory__trialPhase": "11"}))

    assert read.study.phase == "PHASE3"
    assert read.warnings == ("trialCategory.trialPhase: “11” is phase III and IV together, read as phase 3",)


def test_ages_are_the_classes_put_together_a_narrow_one_before_a_wide_one() -> None:
    assert (study().minimum_age, study().maximum_age) == (18, 84)


def test_an_unknown_narrow_class_leaves_the_wide_one() -> None:
    one = study(**{f"{INFORMATION}__populationOfTrialSubjects__ageRangeSecondaryIds__0__ctAgeRangeCode": "9"})

    assert (one.minimum_age, one.maximum_age) == (18, None)


def test_an_unknown_class_of_ages_is_a_warning() -> None:
    read = parse(ctis(**{f"{INFORMATION}__populationOfTrialSubjects__ageRanges__0__ageRangeCategoryCode": "9"}))

    assert read.warnings == ("ageRangeCategoryCode: “9” is not a class of ages that we know, left out",)


def test_an_unknown_role_of_a_product_is_kept_with_a_warning() -> None:
    read = parse(ctis(**{f"{PART_ONE}__products__0__mpRoleInTrial": "7"}))

    assert read.study.interventions[0].type == "7"
    assert read.warnings == ("mpRoleInTrial: “7” is a new code, kept as written",)


def test_results_have_the_day_of_their_first_summary_or_a_warning() -> None:
    dated = parse(ctis(results={"summaryResults": [{"submissionDate": "2026-01-05T00:00:00"}, {"x": "2026-01-02"}]}))
    undated = parse(ctis(results={"summaryResults": [{"title": "Results"}]}))

    assert str(dated.study.results_posted) == "2026-01-02"
    assert undated.study.results_posted is None
    assert "results are posted" in undated.warnings[0]


def test_null_is_read_as_absent() -> None:
    body = ctis().replace(b'"shortTitle": "MYO-1"', b'"shortTitle": null')

    assert parse(body).study.acronym == ""


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b'{"ctNumber": "2023-508143-51-01", "authorizedPartI": {}}', "structure that CTIS had before 18 June 2024"),
        (b'{"ctNumber": "2023-508143-51-01", "ctTitle": "x"}', "no authorizedApplication"),
        (b"{}", "no ctNumber"),
        (b"[]", "no ctNumber"),
        (ctis(ctNumber="NCT01234567"), "“NCT01234567” is not an EU CT number"),
        (ctis(authorizedApplication=5), "at `$.authorizedApplication`"),
    ],
)
def test_another_structure_is_refused_in_a_sentence(document, words):
    with pytest.raises(Refused, match=words.replace("$", r"\$")):
        parse(document)
