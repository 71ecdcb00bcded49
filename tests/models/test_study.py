"""What a study can and cannot be."""

import pytest
from django.db import models
from django.db.models import ProtectedError

from tests.factories import make_indication, make_product, make_site, make_sponsor, make_study
from tests.models.refusals import messages, refused_as_a_twin, refused_by
from trials.choices import PublicationState
from trials.models import Study, StudyCountry, StudyModality

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("minimum", "maximum"), [(216, 780), (216, 216), (0, 0), (216, None), (None, 216), (None, None)]
)
def test_ages_in_order_or_unknown_are_held(minimum: int | None, maximum: int | None) -> None:
    study = make_study(minimum_age_months=minimum, maximum_age_months=maximum)

    assert messages(study) == {}


def test_a_minimum_age_above_the_maximum_is_refused() -> None:
    with refused_by("study_minimum_age_is_at_most_its_maximum_age"):
        make_study(minimum_age_months=217, maximum_age_months=216)


def test_an_editor_is_told_that_the_ages_are_the_wrong_way_round() -> None:
    study = make_study()
    study.minimum_age_months, study.maximum_age_months = 217, 216

    assert messages(study) == {"__all__": ["The minimum age is above the maximum age."]}


def test_an_age_below_zero_is_refused() -> None:
    with refused_by("minimum_age_months"):
        make_study(minimum_age_months=-1)


def test_a_study_follows_up_another() -> None:
    parent = make_study()

    follow_up = make_study(follow_up_of=parent)

    assert (messages(follow_up), list(parent.follow_ups.all())) == ({}, [follow_up])


def test_a_study_is_not_its_own_follow_up() -> None:
    study = make_study()
    study.follow_up_of = study

    with refused_by("study_is_not_its_own_follow_up"):
        study.save()
    assert list(messages(study)) == ["__all__"]


def test_an_address_belongs_to_one_study() -> None:
    make_study("one")

    with refused_as_a_twin():
        make_study("one")


def test_a_country_stands_once_in_a_study() -> None:
    study = make_study(countries=["NO"])

    with refused_as_a_twin():
        StudyCountry.objects.create(study=study, country="NO")


def test_a_modality_stands_once_in_a_study() -> None:
    study = make_study(own_modalities=["CAR_NK"])

    with refused_as_a_twin():
        StudyModality.objects.create(study=study, modality="CAR_NK")


@pytest.mark.parametrize("code", ["NO", "GB", "TW"])
def test_a_country_is_written_as_its_code(code: str) -> None:
    country = StudyCountry.objects.create(study=make_study(countries=[]), country=code)

    assert messages(country) == {}


@pytest.mark.parametrize("code", ["no", "UK", "XX", "N", "", "ÆØ", "D ", " A"])
def test_what_is_no_country_code_is_refused(code: str) -> None:
    country = StudyCountry(study=make_study(countries=[]), country=code)

    with refused_by("study_country_is_a_country"):
        country.save()
    assert list(messages(country)) == ["country"]


def test_an_editor_is_told_how_a_country_is_written() -> None:
    country = StudyCountry(study=make_study(countries=[]), country="UK")

    assert messages(country) == {"country": ["Write the country's two-letter ISO code, such as NO."]}


def test_only_published_studies_are_public() -> None:
    for state in PublicationState:
        make_study(state.lower(), publication_state=state, withdrawal_reason_nb="Dobbeltregistrert.")

    assert [study.slug for study in Study.objects.published()] == ["published"]


def test_a_study_is_called_by_its_acronym_or_else_its_title() -> None:
    named = make_study(acronym="AUTOGRAPH", public_title="A study")
    unnamed = make_study(public_title="A study")

    assert (str(named), str(unnamed)) == ("AUTOGRAPH", "A study")


def test_a_sponsor_with_studies_cannot_be_deleted() -> None:
    sponsor = make_sponsor()
    make_study(primary_sponsor=sponsor)

    with pytest.raises(ProtectedError):
        sponsor.delete()


def test_a_sponsor_with_products_cannot_be_deleted() -> None:
    sponsor = make_sponsor()
    make_product(developer=sponsor)

    with pytest.raises(ProtectedError):
        sponsor.delete()


def test_a_study_with_a_follow_up_cannot_be_deleted() -> None:
    parent = make_study()
    make_study(follow_up_of=parent)

    with pytest.raises(ProtectedError):
        parent.delete()


def test_a_disease_with_narrower_ones_cannot_be_deleted() -> None:
    parent = make_indication()
    make_indication(parent=parent)

    with pytest.raises(ProtectedError):
        parent.delete()


def test_what_is_part_of_a_study_goes_with_it() -> None:
    study = make_study(own_modalities=["CAR_NK"], sites=[make_site()])

    _count, gone = study.delete()

    parts = {"Study", "StudyIdentifier", "StudyModality", "StudyCountry", "StudySite", "Source"}
    links = {"Study_indications", "Study_products"}
    assert set(gone) == {f"trials.{name}" for name in parts | links}


def test_a_status_outlives_the_source_that_gave_it() -> None:
    study = make_study()
    study.status_source = study.sources.get()
    study.save()

    study.sources.all().delete()

    study.refresh_from_db()
    assert (study.recruitment_status, study.status_source) == ("RECRUITING", None)


def test_nothing_but_a_parts_link_to_its_whole_cascades() -> None:
    parts = {
        ("Contact", "study_site"),
        ("DecidedField", "study"),
        ("FormerAddress", "product"),
        ("FormerAddress", "site"),
        ("FormerAddress", "sponsor"),
        ("EligibilityCriterion", "study"),
        ("Outcome", "publication"),
        ("Reminding", "user"),
        ("SiteCoordinator", "site"),
        ("SiteCoordinator", "user"),
        ("StudyContact", "study"),
        ("WashoutRule", "study"),
        ("ProposedChange", "study"),
        ("SafetyResult", "publication"),
        ("SameStudy", "entry"),
        ("SameStudy", "study"),
        ("Source", "study"),
        ("Source", "product"),
        ("Source", "publication"),
        ("StudyChange", "study"),
        ("StudyCountry", "study"),
        ("StudyIdentifier", "study"),
        ("StudyModality", "study"),
        ("StudySite", "study"),
    }

    cascading = {
        (field.model.__name__, field.name)
        for model in Study._meta.apps.get_app_config("trials").get_models()
        for field in model._meta.fields
        if field.remote_field and field.remote_field.on_delete is models.CASCADE
    }

    assert cascading == parts
