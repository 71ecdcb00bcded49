"""A study's card: all that a list says of it, as it stands in the tables."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    make_indication,
    make_person,
    make_product,
    make_proposal,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from trials.actions.index_whole import differences, rebuild
from trials.dates import PartialDate
from trials.models import IndexedStudy, Study, StudyCountry
from trials.query.card_rows import card_of, cards, made_cards
from trials.query.cards import StudyCard, kept_cards, written
from trials.query.place_rows import HeldSource, HeldStatus

pytestmark = pytest.mark.django_db


def full_study(**fields: Any) -> Study:
    """A study with something of everything that a card has."""
    cd19 = make_target("cd19", name="CD19")
    study = make_study(
        "full",
        acronym="FULL",
        countries=["NO", "SE"],
        identifiers=[("CTGOV", "NCT01234567"), ("CTIS", "2023-512345-10-00")],
        indications=[make_indication("lupus", name_en="Lupus", name_nb="Lupus", name_nn="")],
        products=[make_product(name="KYV-101", targets=[cd19], modality="AUTOLOGOUS_CAR_T")],
        own_targets=[cd19],
        own_modalities=["CAR_NK"],
        primary_sponsor=make_sponsor(name="Novartis", sponsor_type="INDUSTRY"),
        start_date=PartialDate(2026, 5),
        last_registry_update=PartialDate(2026, 10, 2),
        sample_size=24,
        minimum_age_months=216,
        **fields,
    )
    source = make_source(study=study, label="CTIS 2023-512345-10-00", as_of=None, read_date=date(2026, 11, 1))
    StudyCountry.objects.filter(study=study, country="SE").update(status="SUSPENDED", status_source=source)
    oslo = make_study_site(
        study,
        make_site("oslo", latitude=59.9, longitude=10.7, health_region="HELSE_SOR_OST"),
        expected_open_date=PartialDate(2027),
        takes_external_referrals=True,
        verified_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
        verification_method="PHONE",
        verified_by=make_person(),
        verified_role="STUDY_NURSE",
    )
    make_proposal(study, "site_status", "COMPLETED", site=oslo.site)
    return study


def test_what_is_kept_is_what_the_tables_say():
    study = full_study()
    rebuild()

    card = kept_cards([study.pk])[study.pk]

    assert card == made_cards([study.pk])[study.pk]
    assert (card.slug, card.acronym, card.sample_size, card.sponsor) == ("full", "FULL", 24, "Novartis")
    assert card.identifiers == (("CTGOV", "NCT01234567"), ("CTIS", "2023-512345-10-00"))
    assert [(one.name, [target.slug for target in one.targets]) for one in card.products] == [("KYV-101", ["cd19"])]
    assert (card.modalities, [one.slug for one in card.targets]) == (("CAR_NK",), ["cd19"])
    assert [(one.slug, one.name_nb, one.name_nn) for one in card.diseases] == [("lupus", "Lupus", "")]
    assert card.last_registry_update == PartialDate(2026, 10, 2)
    assert b"2026-10-02" in written(card)  # as a text, of which the same few are read once


def test_a_card_has_the_places_with_who_says_what_of_them_and_when():
    study = full_study()
    own, ctis = study.sources.order_by("pk")
    rebuild()

    held = kept_cards([study.pk])[study.pk].places

    assert held.status == HeldStatus("RECRUITING", None, PartialDate(2026, 8, 22), PartialDate(2026, 5))
    assert held.countries["SE"] == HeldStatus("SUSPENDED", ctis.pk)
    assert held.sources == {
        own.pk: HeldSource(study.pk, "ClinicalTrials.gov", own.url, PartialDate(2026, 8, 22), None),
        ctis.pk: HeldSource(study.pk, "CTIS 2023-512345-10-00", ctis.url, None, date(2026, 11, 1)),
    }
    [oslo] = held.sites
    assert (oslo.slug, oslo.latitude, oslo.health_region) == ("oslo", 59.9, "HELSE_SOR_OST")
    assert (oslo.verified_at, oslo.expected_open) == (datetime(2026, 11, 3, 9, tzinfo=UTC), PartialDate(2027))
    assert held.is_disputed(oslo)
    assert [place.country for place in held.places] == ["NO", "SE"]


def test_a_source_of_another_study_that_a_status_names_is_told_too():
    other = make_source(study=make_study(), label="DRKS00012345")
    study = make_study()
    Study.objects.filter(pk=study.pk).update(status_source=other)

    sources = card_of(study).places.sources

    assert sources[other.pk].label == "DRKS00012345"
    assert sources[other.pk].study_id != study.pk


def test_published_studies_are_one_query_and_come_in_the_order_asked_for(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    pks = [make_study().pk for _ in range(5)][::-1]
    rebuild()
    kept_cards(pks)

    with django_assert_num_queries(1):
        found = cards(pks)

    assert [*found] == pks


def test_a_draft_and_one_that_is_gone_are_no_fault():
    draft = make_study(publication_state="DRAFT")
    gone = make_study()
    pk = gone.pk
    gone.delete()

    assert [card.publication_state for card in cards([draft.pk, pk]).values()] == ["DRAFT"]


def of_another_shape(card: StudyCard) -> bytes:
    return written(card).replace(msgspec.msgpack.encode(card.slug), msgspec.msgpack.encode(None))


@pytest.mark.parametrize("raw", [b"", b"\xc1", msgspec.msgpack.encode(["full"]), None])
def test_a_card_of_another_shape_is_made_from_the_tables(raw: bytes | None):
    study = full_study()
    rebuild()
    card = made_cards([study.pk])[study.pk]
    IndexedStudy.objects.filter(pk=study.pk).update(card=of_another_shape(card) if raw is None else raw)

    assert kept_cards([study.pk]) == {}
    assert cards([study.pk]) == {study.pk: card}


def test_a_card_of_a_later_shape_is_not_read():
    study = make_study()
    rebuild()
    later = written(made_cards([study.pk])[study.pk])[:-1] + msgspec.msgpack.encode(2)
    IndexedStudy.objects.filter(pk=study.pk).update(card=later)

    assert kept_cards([study.pk]) == {}


def test_a_card_that_is_not_as_the_data_is_told():
    study, other = make_study(), make_study()
    rebuild()
    assert [*differences()] == []
    card = made_cards([other.pk])[other.pk]
    IndexedStudy.objects.filter(pk=study.pk).update(card=written(card))

    [found] = differences()

    assert (found.kind, found.key, found.missing) == ("card", str(study.pk), [study.pk])
