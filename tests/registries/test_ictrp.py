from io import BytesIO
from typing import Any

import pytest

from tests.registries.records import ICTRP, ictrp, ictrp_xml
from trials.registries.base import Refused, Wish
from trials.registries.files import Source
from trials.registries.http import Client
from trials.registries.ictrp import fetch, parse, split


def study(**at: str) -> Any:
    return parse(ictrp(**at)).study


def records(body: bytes) -> list[Any]:
    return [record for _where, record in split(Source(BytesIO(body)))]


def test_a_trial_is_read_field_by_field() -> None:
    one = study()

    assert (one.registry, one.registry_id) == ("ictrp", "ChiCTR2100012345")
    assert [(number.scheme, number.value) for number in one.identifiers] == [
        ("CHICTR", "ChiCTR2100012345"),
        ("CTGOV", "NCT07654321"),
        ("OTHER", "PROT-7"),
    ]
    assert (one.public_title, one.primary_sponsor) == ("CAR-T in lupus", "A Hospital")
    assert one.collaborators == ("A Company", "A University")
    assert (one.sponsor_class, one.sponsor_type) == (None, None)
    assert (str(one.first_posted), str(one.start_date), str(one.last_update)) == (
        "2024-02-01",
        "2024-02-15",
        "2026-08-24",
    )
    assert (one.sample_size, one.sample_size_type) == (40, "ESTIMATED")
    assert (one.study_type, one.phase, one.sex) == ("INTERVENTIONAL", "PHASE1_PHASE2", "ALL")
    assert (one.minimum_age, one.maximum_age) == (18.0, 0.5)
    assert one.conditions == ("Lupus", "Nephritis")
    assert [(i.type, i.name) for i in one.interventions] == [("DRUG", "ABC cells"), ("", "Experimental group:CAR-T")]
    assert one.eligibility == "Inclusion criteria: adult\nrefractory\n\nExclusion criteria: cancer"
    assert [o.measure for o in one.outcomes] == ["Safety"]


def test_xml_and_csv_say_the_same() -> None:
    (from_xml,) = records(ictrp_xml(ICTRP))
    header = ",".join(name.replace("_", " ") for name in ICTRP)
    row = ",".join('"' + text.replace('"', '""') + '"' for text in ICTRP.values())
    (from_csv,) = records(f"\ufeff{header}\n{row}\n".encode())

    assert parse(from_xml).study == parse(from_csv).study == study()


def test_an_export_may_have_the_other_root() -> None:
    assert len(records(ictrp_xml(ICTRP, ICTRP, root="Trials_central"))) == 2


@pytest.mark.parametrize(
    ("written", "status", "warns"),
    [
        ("Recruiting", "RECRUITING", False),
        ("Not Recruiting", "UNKNOWN", False),
        ("Not recruiting", "UNKNOWN", False),
        ("", "UNKNOWN", False),
        ("Completed", "COMPLETED", False),
        ("Authorised", None, True),
    ],
)
def test_a_status_is_ours_or_null_with_a_warning(written, status, warns):
    read = parse(ictrp(Recruitment_Status=written))

    assert read.study.recruitment_status == status
    assert ("Recruitment_Status: “Authorised”" in " ".join(read.warnings)) is warns


@pytest.mark.parametrize(
    ("written", "phase"),
    [
        ("1", "PHASE1"),
        ("Phase III", "PHASE3"),
        ("2-3", "PHASE2_PHASE3"),
        ("Early Phase 1", "EARLY_PHASE1"),
        ("N/A", "NOT_APPLICABLE"),
        ("Not applicable", "NOT_APPLICABLE"),
        (
            "Human pharmacology (Phase I): no<br>Therapeutic exploratory (Phase II): yes<br>(Phase III): yes",
            "PHASE2_PHASE3",
        ),
        ("", None),
    ],
)
def test_a_phase_is_read_in_each_registrys_writing(written, phase):
    assert study(Phase=written).phase == phase


@pytest.mark.parametrize(
    ("field", "written", "ours"),
    [
        ("Phase", "0", "phase"),
        ("Phase", "Retrospective study", "phase"),
        ("Study_type", "Diagnostic test", "study_type"),
        ("Inclusion_gender", "Unclear", "sex"),
        ("Inclusion_agemin", "grown up", "minimum_age"),
        ("Target_size", "some", "sample_size"),
        ("Date_enrollement", "soon", "start_date"),
        ("Inclusion_agemax", "0", "maximum_age"),
    ],
)
def test_what_is_not_understood_is_null_with_one_warning_more(field, written, ours):
    read = parse(ictrp(**{field: written}))

    assert getattr(read.study, ours) is None
    assert [warning for warning in read.warnings if warning.startswith(f"{field}: “{written}”")]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-02-01", "2024-02-01"),
        ("2024/02/01", "2024-02-01"),
        ("20240201", "2024-02-01"),
        ("03/04/2024", "2024-04-03"),
        ("January 2005", "2005-01"),
        ("17 February 2020", "2020-02-17"),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(written, day):
    assert str(study(Date_enrollement=written).start_date) == day


def test_cities_among_the_countries_are_dropped_with_a_warning() -> None:
    read = parse(ictrp())

    assert read.study.countries == ("CN", "NO")
    assert read.warnings == ("Countries: “Beijing” is not a country that we know, left out",)


def test_a_list_with_commas_is_taken_apart_where_it_is_no_country() -> None:
    assert study(Countries="Japan,Asia(except Japan),Australia;Iran (Islamic Republic of)").countries == (
        "JP",
        "AU",
        "IR",
    )


def test_both_sexes_are_read_from_flags() -> None:
    assert study(Inclusion_gender="<br>Female: yes<br>Male: yes<br>").sex == "ALL"
    assert study(Inclusion_gender="Female: yes<br>Male: no").sex == "FEMALE"


def test_of_the_lines_of_the_eu_register_those_are_interventions_that_name_a_product() -> None:
    written = "Trade Name: ABC<br>Pharmaceutical Form: Infusion<br>INN or Proposed INN: abcleucel<br>CAS Number: 1-2"

    assert [one.name for one in study(Intervention=written).interventions] == ["ABC", "abcleucel"]


def test_a_number_of_another_registry_is_known_by_its_form() -> None:
    assert study(TrialID="EUCTR2020-000890-25-FR").identifiers[0].value == "2020-000890-25"
    assert study(TrialID="IRCT20100228003449N27", Source_Register="IRCT").identifiers[0].scheme == "IRCT"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"<Trials><Trial><TrialID>NCT1", "not XML"),
        (b"<html><body>Service</body></html>", "no Trial"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x><Trial><TrialID>&a;</TrialID></Trial></x>", "document type"),
        (b"<x>" * 50, "nested deeper"),
        (b"a,b\n1,2\n", "no column TrialID"),
        (b"TrialID,Phase\n\xff\xfe,1\n", "not UTF-8"),
        (b'TrialID,Phase\n"NCT1', "line 2: not CSV"),
        (b"<?xml version='1.0' encoding='nonsense'?><x/>", "not XML"),
    ],
)
def test_what_is_no_export_is_refused_with_a_reason(body, words):
    with pytest.raises(Refused, match=words):
        records(body)


def test_a_row_with_too_few_columns_is_refused_and_the_others_are_read() -> None:
    first, second = records(b"TrialID,Phase\nNCT01234567\nNCT01234568,1\n")

    assert str(first) == "the row has 1 columns, the first line 2"
    assert parse(second).study.registry_id == "NCT01234568"


def test_a_trial_without_its_number_is_refused() -> None:
    with pytest.raises(Refused, match="no TrialID"):
        parse(ictrp(TrialID=" "))


def test_it_cannot_be_asked_over_the_network() -> None:
    with pytest.raises(Refused, match="export from its search portal"):
        next(fetch(Client("cartracker"), "http://127.0.0.1", Wish(ids=("NCT01234567",))))
