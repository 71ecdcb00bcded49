"""Which sponsor or hospital of ours a registry's name is: said once, known from then on."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories import (
    make_person,
    make_proposal,
    make_registry_record,
    make_site,
    make_sponsor,
    make_study,
    make_whole_entry,
)
from trials.actions.index_whole import differences, rebuild
from trials.actions.ingest.names import Names
from trials.actions.ingest.naming import NewSite, name_site, name_sponsor
from trials.actions.ingest.ruling import Refused
from trials.choices import CoordinatesFrom, Decision
from trials.models import RegistryEntry, Site, Study
from trials.query.dataset import dataset_versions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOON = datetime(2026, 11, 4, 11, tzinfo=UTC)
CHARITE = "Charite Univ. Berlin", "Berlin", "DE"


@pytest.fixture
def signed() -> dict[str, Any]:
    return {"by": make_person("kari", "editor"), "at": NOON}


def entry_with(place: tuple[str, str, str], status: str = "RECRUITING", **study: Any) -> RegistryEntry:
    facility, city, country = place
    return make_whole_entry(
        make_study(countries=[country], **study), facts={"sites": [[facility, city, country, status]]}
    )


def sites_of(entry: RegistryEntry) -> list[tuple[int, str]]:
    assert entry.study
    return list(entry.study.study_sites.values_list("site", "status"))


def test_a_sponsor_is_known_by_the_registrys_name_and_given_to_each_study_without_one(signed: dict[str, Any]) -> None:
    ours, theirs = make_sponsor(name="Novartis"), "Novartis Pharma AG"
    facts = {"primary_sponsor": theirs}
    asked, without, other = (
        make_whole_entry(study, facts=facts) for study in (make_study(), make_study(primary_sponsor=None), make_study())
    )
    assert asked.study
    change = make_proposal(asked.study, "primary_sponsor", theirs, record=asked.record)

    name_sponsor(asked.pk, ours, **signed)

    ours.refresh_from_db()
    change.refresh_from_db()
    sponsors = [RegistryEntry.objects.get(pk=one.pk).study.primary_sponsor for one in (asked, without, other)]  # type: ignore[union-attr]
    assert (ours.aliases, ours.history.latest("history_id").history_user) == ([theirs], signed["by"])
    assert (sponsors[:2], sponsors[2] == ours, change.decision) == ([ours, ours], False, Decision.ACCEPTED)


def test_a_new_sponsor_has_the_registrys_name(signed: dict[str, Any]) -> None:
    make_sponsor(slug="acme-bio", name="ACME biology")
    entry = make_whole_entry(
        make_study(primary_sponsor=None), facts={"primary_sponsor": "Acme Bio", "sponsor_type": "INDUSTRY"}
    )

    made = name_sponsor(entry.pk, None, **signed)

    assert (made.slug, made.name, made.sponsor_type) == ("acme-bio-2", "Acme Bio", "INDUSTRY")
    assert Study.objects.get().primary_sponsor == made
    with pytest.raises(Refused):
        name_sponsor(entry.pk, None, **signed)


def test_what_is_named_is_told_to_the_index_with_all_its_studies(signed: dict[str, Any]) -> None:
    ours = make_sponsor(name="Novartis")
    make_study(primary_sponsor=ours)
    entry = make_whole_entry(
        make_study(primary_sponsor=None, publication_state="DRAFT"), facts={"primary_sponsor": "Ciba-Geigy"}
    )
    rebuild()
    before = dataset_versions()

    name_sponsor(entry.pk, ours, **signed)

    assert dataset_versions().named == dataset_versions().version == before.version + 1
    assert [*differences()] == []


def test_a_place_becomes_a_hospital_of_ours_in_each_study_that_names_it(signed: dict[str, Any]) -> None:
    site = make_site(name_en="Charité", city="Berlin", country="DE")
    one, ended, other = (
        entry_with(CHARITE),
        entry_with(CHARITE, recruitment_status="COMPLETED"),
        entry_with(("Charite", "Bonn", "DE")),
    )

    name_site(one.pk, CHARITE, site, **signed)

    site.refresh_from_db()
    assert site.aliases == ["Charite Univ. Berlin"]
    assert (sites_of(one), sites_of(ended), sites_of(other)) == ([(site.pk, "RECRUITING")], [(site.pk, "")], [])
    assert Names().site(*CHARITE) == site.pk
    with pytest.raises(Refused, match="named already"):
        name_site(one.pk, CHARITE, site, **signed)


def test_a_hospital_is_known_by_a_city_in_another_writing(signed: dict[str, Any]) -> None:
    site = make_site(name_en="Rigshospitalet", city="Copenhagen", country="DK")
    place = "Rigshospitalet", "København Ø", "DK"
    entry = entry_with(place)

    name_site(entry.pk, place, site, **signed)

    assert (Names().site(*place), sites_of(entry)) == (site.pk, [(site.pk, "RECRUITING")])


def test_a_new_hospital_in_norway_needs_its_region(signed: dict[str, Any]) -> None:
    place = "Sykehuset i Drammen", "Drammen", "NO"
    entry = entry_with(place)

    with pytest.raises(Refused, match="health region"):
        name_site(entry.pk, place, NewSite("Drammen sykehus", "Drammen"), **signed)
    name_site(entry.pk, place, NewSite("Drammen sykehus", "Drammen", "HELSE_SOR_OST"), **signed)

    made = Site.objects.get()
    assert (made.name_en, made.aliases, made.slug) == (
        "Drammen sykehus",
        ["Sykehuset i Drammen"],
        "drammen-sykehus-drammen",
    )
    assert sites_of(entry) == [(made.pk, "RECRUITING")]


def test_placeholders_become_one_unnamed_hospital_a_city(signed: dict[str, Any]) -> None:
    first, second = ("Local Institution - 0011", "Graz", "AT"), ("Research Site", "Graz", "AT")
    one, other = entry_with(first), entry_with(second)

    made = name_site(one.pk, first, NewSite("", "Graz"), **signed)

    assert (made.name_en, made.is_undisclosed, made.aliases) == ("Undisclosed site, Graz", True, [])
    assert {Names().site(*place) for place in (first, second)} == {made.pk}
    assert sites_of(other) == []
    third, named = ("Study Site 2", "Linz", "AT"), make_site(country="AT", city="Linz")
    entry = entry_with(third)
    with pytest.raises(Refused, match="unnamed hospital"):
        name_site(entry.pk, third, named, **signed)


def test_a_hospital_in_another_country_is_not_the_place(signed: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="another country"):
        name_site(entry_with(CHARITE).pk, CHARITE, make_site(country="AT"), **signed)

    assert Site.objects.get().aliases == []


def document(latitude: float, longitude: float) -> bytes:
    """A record of ClinicalTrials.gov with one place."""
    place = {
        "facility": "Charite Univ. Berlin",
        "city": "Berlin",
        "country": "Germany",
        "geoPoint": {"lat": latitude, "lon": longitude},
    }
    return json.dumps(
        {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT81234567", "briefTitle": "CAR-T"},
                "statusModule": {"overallStatus": "RECRUITING"},
                "contactsLocationsModule": {"locations": [place]},
            }
        }
    ).encode()


@pytest.mark.parametrize(
    ("point", "known", "taken"),
    [
        ((52.52, 13.41), (52.53, 13.37), (52.52, 13.41)),
        ((44.47, -71.18), (52.53, 13.37), (None, None)),
        ((52.52, 13.41), None, (None, None)),
    ],
    ids=["near", "Berlin in New Hampshire", "nothing to compare with"],
)
def test_a_registrys_point_is_believed_where_we_know_the_city_to_be(
    point: tuple[float, float], known: Any, taken: Any, signed: dict[str, Any]
) -> None:
    if known:
        make_site(city="Berlin", country="DE", latitude=known[0], longitude=known[1])
    entry = entry_with(CHARITE)
    entry.record = make_registry_record(registry_id="NCT81234567", body=document(*point))
    entry.save()

    made = name_site(entry.pk, CHARITE, NewSite("Charité", "Berlin"), **signed)

    assert (made.latitude, made.longitude) == taken
    assert made.coordinates_from == (CoordinatesFrom.REGISTRY_CITY if taken[0] else "")
