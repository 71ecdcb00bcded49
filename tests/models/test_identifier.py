"""A registry number belongs to one study, in whatever writing."""

import pytest

from tests.factories import make_identifier, make_study
from tests.models.refusals import messages, refused_as_a_twin, refused_by
from trials.choices import IdentifierScheme
from trials.models import Study, StudyIdentifier

pytestmark = pytest.mark.django_db

TWICE = {"value": ["Another study has this number."]}


def entered(study: Study, scheme: str, value: str) -> StudyIdentifier:
    """A number as an editor enters it, not yet checked."""
    return StudyIdentifier(study=study, scheme=scheme, value=value)


@pytest.mark.parametrize(
    ("scheme", "written", "held"),
    [
        ("CTGOV", " nct 0658 1198 ", "NCT06581198"),
        ("CTGOV", "NCT06581198", "NCT06581198"),
        ("CTIS", "2023 508143 51 00", "2023-508143-51-00"),
        ("CTIS", "2023-508143-51", "2023-508143-51"),
        ("EUDRACT", "202100123410", "2021-001234-10"),
        ("DRKS", "drks00012345", "DRKS00012345"),
        ("JRCT", "JRCT 2012345678", "jRCT2012345678"),
        ("CHICTR", "chictr2100012345", "ChiCTR2100012345"),
        ("ISRCTN", "isrctn 12345678", "ISRCTN12345678"),
        ("SPONSOR_PROTOCOL", "  CYTB323G12101 ", "CYTB323G12101"),
    ],
)
def test_a_number_is_held_as_its_registry_writes_it(scheme: str, written: str, held: str) -> None:
    number = entered(make_study(identifiers=[]), scheme, written)

    number.full_clean()
    number.save()

    number.refresh_from_db()
    assert number.value == held


@pytest.mark.parametrize(
    ("scheme", "one", "other"),
    [
        ("CTGOV", "NCT06581198", "nct 06581198"),
        ("CTGOV", "NCT06581198", "NCT-0658-1198"),
        ("CTIS", "2023-508143-51-00", "2023-508143-51-01"),
        ("CTIS", "2023-508143-51-00", "2023-508143-51"),
        ("CTIS", "2023-508143-51-00", "202350814351"),
        ("EUDRACT", "2021-001234-10", "EudraCT 2021 001234 10"),
        ("REK", "2019/1234", "REK 2019/1234"),
        ("SPONSOR_PROTOCOL", "CYTB323G12101", "cytb-323-g12101"),
    ],
)
def test_one_number_in_two_writings_is_one_number(scheme: str, one: str, other: str) -> None:
    make_identifier(make_study(identifiers=[]), scheme, one)
    twin = entered(make_study(identifiers=[]), scheme, other)

    assert messages(twin) == TWICE
    with refused_as_a_twin():
        twin.save()


def test_the_same_number_twice_in_one_study_is_refused() -> None:
    study = make_study(identifiers=[("CTGOV", "NCT06581198")])

    assert messages(entered(study, "CTGOV", "NCT06581198")) == TWICE


def test_a_number_may_be_saved_again() -> None:
    number = make_identifier(make_study(identifiers=[]), "CTGOV", "NCT06581198")

    assert messages(number) == {}


def test_the_same_writing_in_two_schemes_is_two_numbers() -> None:
    make_identifier(make_study(identifiers=[]), "CTGOV", "NCT06581198")

    other = make_identifier(make_study(identifiers=[]), "SPONSOR_PROTOCOL", "NCT06581198")

    assert messages(other) == {}


@pytest.mark.parametrize("scheme", [*IdentifierScheme])
def test_what_is_no_number_of_its_scheme_is_told_with_the_form_expected(scheme: IdentifierScheme) -> None:
    number = entered(make_study(identifiers=[]), scheme, "–")

    told = messages(number)

    assert list(told) == ["value"]
    assert told["value"][0].startswith(f"{scheme.label}: “–” is not valid. Expected: ")


def test_a_number_without_its_registry_is_told_so() -> None:
    assert "scheme" in messages(entered(make_study(identifiers=[]), "", "NCT06581198"))


def test_a_number_without_what_makes_it_unique_is_refused() -> None:
    with refused_by("identifier_has_its_match_key"):
        entered(make_study(identifiers=[]), "CTGOV", "NCT06581198").save()


def test_a_number_is_called_as_it_is_written() -> None:
    assert str(StudyIdentifier(value="NCT06581198")) == "NCT06581198"
