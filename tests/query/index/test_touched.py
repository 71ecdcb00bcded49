"""Which studies stand otherwise in the index once something was changed."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.factories import (
    make_criterion,
    make_indication,
    make_product,
    make_publication,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from trials.choices import ContactRole
from trials.models import Contact
from trials.query.index.touched import studies_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def things() -> dict[str, Any]:
    """One of everything that studies share, and a disease below another."""
    wide = make_indication("connective-tissue-disease")
    return {
        "site": make_site(),
        "sponsor": make_sponsor(),
        "target": make_target(),
        "wide": wide,
        "narrow": make_indication("lupus", parent=wide),
    }


def test_a_study_and_its_parts_are_of_that_study_alone() -> None:
    make_study()
    study = make_study(sites=[make_site()])
    place = study.study_sites.get()
    contact = Contact.objects.create(study_site=place, role=ContactRole.STUDY_NURSE, email="a@example.org")

    parts = [study, study.identifiers.get(), study.countries.get(), study.sources.get(), make_criterion(study), place]

    assert [studies_of([part]) for part in [*parts, contact]] == [{study.pk}] * 7


def test_what_studies_share_leads_to_all_of_them(things: dict[str, Any]) -> None:
    product = make_product(targets=[things["target"]])
    with_product = make_study(products=[product])
    own_target = make_study(own_targets=[things["target"]])
    at_site = make_study(sites=[things["site"]])
    of_sponsor = make_study(primary_sponsor=things["sponsor"])

    assert studies_of([product]) == {with_product.pk}
    assert studies_of([things["target"]]) == {with_product.pk, own_target.pk}
    assert studies_of([things["site"]]) == {at_site.pk}
    assert studies_of([things["sponsor"]]) == {of_sponsor.pk}
    assert studies_of([product, things["site"]]) == {with_product.pk, at_site.pk}


def test_a_disease_leads_to_the_studies_of_all_narrower_ones(things: dict[str, Any]) -> None:
    wide, narrow = make_study(indications=[things["wide"]]), make_study(indications=[things["narrow"]])
    make_study()

    assert studies_of([things["wide"]]) == {wide.pk, narrow.pk}
    assert studies_of([things["narrow"]]) == {narrow.pk}


def test_what_no_study_is_found_by_leads_to_none() -> None:
    study = make_study()
    publication = make_publication(studies=[study])

    assert studies_of([publication, make_source(publication=publication)]) == set()


def test_a_record_that_nobody_thought_of_is_refused() -> None:
    with pytest.raises(TypeError, match=r"auth\.User"):
        studies_of([User(username="somebody")])


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_is_that_of_the_kinds(
    number: int, things: dict[str, Any], django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        make_study_site(make_study(indications=[things["narrow"]], primary_sponsor=things["sponsor"]), things["site"])
    others = [make_site() for _ in range(number)]

    with django_assert_num_queries(4):  # sites, sponsors, diseases with the tree of them
        found = studies_of([things["site"], *others, things["sponsor"], things["wide"]])

    assert len(found) == number
